package cwm.reasoner.partition;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says which partition owns a fact, and which may hold the facts that a pattern matches.
///
/// It goes by the content hashes of terms, so that it says the same on every machine. Immutable;
/// for any thread.
public sealed interface Partitioner
    permits HashPartitioner, PredicatePartitioner, GraphPartitioner, RandomPartitioner {
  /// In place of a partition: it may be any of them.
  int ANY = -1;

  /// How many partitions there are, a power of two; they are numbered from 0.
  int partitionCount();

  /// The one partition where facts with these terms are, or [#ANY]. [TermDictionary#NONE] stands
  /// for a term that is not known; with all three known there is always one.
  int partition(int subject, int predicate, int object);

  /// What the partition of an atom's instances depends on.
  ///
  /// Atoms of one rule with equal keys have their instances in one partition, whatever their slots
  /// are bound to. Empty if the partition depends on the instance in another way.
  Optional<Key> key(Atom atom);

  /// The patterns that decide on a partition.
  ///
  /// @param partition the partition itself where it is known, else [#ANY]
  /// @param patterns patterns whose terms decide where it is not
  record Key(int partition, List<Pattern> patterns) {
    public Key {
      patterns = List.copyOf(patterns);
    }

    static Key of(Pattern... patterns) {
      return new Key(ANY, List.of(patterns));
    }
  }

  /// A partitioner of a strategy; for [PartitionStrategy#GRAPH], one that knows no links.
  ///
  /// @param partitionCount a power of two
  /// @param split for [PartitionStrategy#PREDICATE], the predicates whose facts are many and go by
  ///   subject too
  static Partitioner of(
      PartitionStrategy strategy,
      int partitionCount,
      TermDictionary dictionary,
      Set<Integer> split) {
    requirePowerOfTwo(partitionCount);
    return switch (strategy) {
      case HASH -> new HashPartitioner(partitionCount, dictionary);
      case PREDICATE -> new PredicatePartitioner(partitionCount, dictionary, split);
      case GRAPH -> ofGraph(partitionCount, dictionary, SubjectPlaces.NONE);
      case RANDOM -> new RandomPartitioner(partitionCount, dictionary);
    };
  }

  /// A partitioner for [PartitionStrategy#GRAPH].
  ///
  /// @param partitionCount a power of two
  /// @param places where the facts about some subjects are
  static Partitioner ofGraph(int partitionCount, TermDictionary dictionary, SubjectPlaces places) {
    requirePowerOfTwo(partitionCount);
    return new GraphPartitioner(partitionCount, dictionary, places);
  }

  private static void requirePowerOfTwo(int partitionCount) {
    if (partitionCount < 1 || Integer.bitCount(partitionCount) != 1) {
      throw new IllegalArgumentException(partitionCount + " partitions: not a power of two");
    }
  }

  /// A partition for a hash whose bits may be used elsewhere too.
  static int ofHash(long hash, int partitionCount) {
    return (int) ((hash * 0x9e3779b97f4a7c15L) >>> 33) & (partitionCount - 1);
  }
}
