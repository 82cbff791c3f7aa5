package cwm.cluster.state;

/// A node as it takes part in jobs.
///
/// @param instance which run of the node's process, since what it knows goes with it
/// @param workerCount how many workers it has
public record JobNode(String nodeId, String instance, int workerCount) {
  /// Whether it is this run of this node.
  public boolean is(String otherId, String otherInstance) {
    return nodeId.equals(otherId) && instance.equals(otherInstance);
  }
}
