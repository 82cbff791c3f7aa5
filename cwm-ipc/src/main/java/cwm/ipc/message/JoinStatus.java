package cwm.ipc.message;

/// What became of a wish to join.
public enum JoinStatus {
  /// The node is a member.
  ACCEPTED,
  /// The one who was asked has no cluster.
  NO_CLUSTER,
  /// The one who was asked is about to start a cluster, or has promised another not to.
  BOOTSTRAPPING,
  /// The one who was asked does not lead; ask the leader.
  NOT_LEADER,
  /// Another live node has this node id.
  NAME_TAKEN,
  /// So many voters are gone for good that the cluster cannot go on.
  QUORUM_LOST,
  /// Ask again a little later.
  RETRY,
  /// Asking again is in vain until somebody changes something.
  REFUSED
}
