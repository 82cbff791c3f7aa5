package cwm.simulation;

/// Hears what befalls the nodes of a [SimulatedCluster].
public interface LifeListener {
  /// A life has begun.
  default void started(SimulatedNode node) {}

  /// A life is about to end.
  default void crashes(SimulatedNode node) {}

  /// A node is about to stand still.
  default void pauses(SimulatedNode node) {}

  /// A node goes on.
  default void resumed(SimulatedNode node) {}
}
