package cwm.reasoner.partition;

/// What decides which partition a fact belongs to.
public enum PartitionStrategy {
  /// Its subject: the facts about one thing are together.
  HASH,
  /// Its predicate, and for large predicates the subject too.
  PREDICATE,
  /// The whole fact: partitions are even, whatever the data are like.
  RANDOM
}
