package cwm.cluster.state;

/// How the facts of a cluster are divided, which all its nodes agree on before the first is loaded.
///
/// @param partitionStrategy the name of what decides which partition a fact belongs to
/// @param partitionCount partitions, rounded up to a power of two; 0 to go by the number of nodes
/// @param replicationFactor nodes that hold each fact, where there are as many
public record DataSettings(String partitionStrategy, int partitionCount, int replicationFactor) {
  /// Whether the partition of a fact depends on nothing but the fact. With `predicate` it depends
  /// on how many facts there are of each predicate, too, with `graph` on how they are linked.
  boolean placesByFactAlone() {
    return !partitionStrategy.equalsIgnoreCase("predicate")
        && !partitionStrategy.equalsIgnoreCase("graph");
  }
}
