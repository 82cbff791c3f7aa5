package cwm.distributed;

import cwm.reasoner.World;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.util.function.Supplier;

/// How a node takes part in reasoning.
///
/// @param strategy what decides which partition a fact belongs to; the same on all nodes
/// @param partitionCount partitions of the cluster, rounded up to a power of two; 0 to go by its
///   size; the same on all nodes
/// @param replicationFactor how many nodes are to hold each fact, where there are as many; the same
///   on all nodes
/// @param spreading how this node's workers share what it owns
/// @param expectedNodeCount nodes that are to have finished their inputs before anybody thinks; of
///   all nodes the largest counts
/// @param isOnce whether this node ends when it has its answer
/// @param spilling what of the others' messages waits in memory
/// @param movedFactsPerSecond facts that this node hands over each second when they move between
///   sets, since nodes have come or gone; 0 for as many as it can
/// @param derivedKeptAfterMillis after how long rules run what they conclude is copied to the other
///   holders too, so that a node that takes over need not derive it anew
/// @param world what rules see that run here; asked anew for each job
public record ReasoningConfig(
    PartitionStrategy strategy,
    int partitionCount,
    int replicationFactor,
    Spreading spreading,
    int expectedNodeCount,
    boolean isOnce,
    Spilling spilling,
    int movedFactsPerSecond,
    long derivedKeptAfterMillis,
    Supplier<World> world) {
  /// By default: what took less is derived anew about as fast as it is taken up.
  public static final long DERIVED_KEPT_AFTER_MILLIS = 2_000;

  /// A node whose rules see nothing of the world.
  public ReasoningConfig(
      PartitionStrategy strategy,
      int partitionCount,
      int replicationFactor,
      Spreading spreading,
      int expectedNodeCount,
      boolean isOnce,
      Spilling spilling) {
    this(
        strategy,
        partitionCount,
        replicationFactor,
        spreading,
        expectedNodeCount,
        isOnce,
        spilling,
        0,
        DERIVED_KEPT_AFTER_MILLIS,
        () -> World.NONE);
  }

  /// A node with one worker, which waits for no others.
  public static ReasoningConfig of(PartitionStrategy strategy) {
    return new ReasoningConfig(strategy, 0, 1, Spreading.NONE, 0, false, Spilling.standard());
  }
}
