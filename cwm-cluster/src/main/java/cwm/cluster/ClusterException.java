package cwm.cluster;

import org.jspecify.annotations.Nullable;

/// What keeps a cluster from doing what it was asked for.
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Stable names of reasons.
  public enum Code {
    /// Nothing was agreed on in the time allowed.
    TIMEOUT,
    /// There is no leader, or it cannot be reached.
    NO_LEADER,
    /// A live node has this node's id.
    NAME_TAKEN,
    /// So many voters are gone for good that nothing can be agreed on any more.
    QUORUM_LOST,
    /// The cluster will not have this node, for a reason that only somebody can change.
    REFUSED,
    /// What a node keeps on disk cannot be read or written.
    STORAGE,
    /// Another process works in the data directory.
    DATA_DIR_IN_USE,
    /// A lock or a place in a queue was lost with the session that it belonged to.
    SESSION_LOST,
    /// What was asked for cannot be, such as a barrier of two sizes.
    BAD_REQUEST,
    /// The node is closed, or has left.
    CLOSED
  }

  private final Code code;

  public ClusterException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public ClusterException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// Whether a failure says that the same thing is never to be had.
  static boolean isRefusal(@Nullable Throwable failure) {
    return failure instanceof ClusterException e && e.code() == Code.BAD_REQUEST;
  }

  /// The reason, for programs.
  public Code code() {
    return code;
  }
}
