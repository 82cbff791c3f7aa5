package cwm.ipc.message;

/// What became of a request to the cluster's leader.
public enum ClusterReplyStatus {
  /// It is committed.
  COMMITTED,
  /// The receiver does not lead.
  NOT_LEADER,
  /// It cannot be committed now, or it is not known whether it is; the same request may come again.
  UNAVAILABLE,
  /// It is not what can be asked for; the same request is in vain.
  REJECTED
}
