package cwm.reasoner.partition;

/// What decides which partition a fact belongs to.
public enum PartitionStrategy {
  /// Its subject: the facts about one thing are together.
  HASH,
  /// Its predicate, and for large predicates the subject too.
  PREDICATE,
  /// Its subject, with things that are linked in one place as far as that is known
  /// ([SubjectPlaces]).
  GRAPH,
  /// The whole fact: partitions are even, whatever the data are like.
  RANDOM;

  /// Whether all facts about one thing are in one partition.
  public boolean keepsSubjects() {
    return this == HASH || this == GRAPH;
  }
}
