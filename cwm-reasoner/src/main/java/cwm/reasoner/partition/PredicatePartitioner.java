package cwm.reasoner.partition;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Facts by their predicate; those of some predicates by their subject too.
///
/// @param split the predicates whose facts are split by subject
record PredicatePartitioner(int partitionCount, TermDictionary dictionary, Set<Integer> split)
    implements Partitioner {
  PredicatePartitioner {
    split = Set.copyOf(split);
  }

  @Override
  public int partition(int subject, int predicate, int object) {
    if (predicate == TermDictionary.NONE) {
      return ANY;
    }
    long hash = dictionary.hash(predicate);
    if (split.contains(predicate)) {
      if (subject == TermDictionary.NONE) {
        return ANY;
      }
      hash = 31 * hash + dictionary.hash(subject);
    }
    return Partitioner.ofHash(hash, partitionCount);
  }

  @Override
  public Optional<Key> key(Atom atom) {
    if (!(atom.predicate() instanceof Pattern.Constant(int predicate))) {
      return Optional.empty();
    }
    return Optional.of(
        split.contains(predicate)
            ? Key.of(atom.predicate(), atom.subject())
            : new Key(partition(TermDictionary.NONE, predicate, TermDictionary.NONE), List.of()));
  }
}
