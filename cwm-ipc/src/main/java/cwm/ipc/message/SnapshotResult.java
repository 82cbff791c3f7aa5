package cwm.ipc.message;

/// What became of a chunk of an [IpcMessage.InstallSnapshot].
public enum SnapshotResult {
  SUCCESS,
  /// The sender's term is over.
  NOT_LEADER,
  /// The receiver is busy with another.
  IN_PROGRESS,
  ALREADY_INSTALLED,
  CONFIGURATION_MISMATCH,
  UNAVAILABLE,
  INSTALLED,
  EXPIRED
}
