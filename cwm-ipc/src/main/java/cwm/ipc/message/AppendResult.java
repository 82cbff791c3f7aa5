package cwm.ipc.message;

/// What became of the entries of an [IpcMessage.AppendEntries].
public enum AppendResult {
  SUCCESS,
  /// The sender's term is over.
  NOT_LEADER,
  /// The entry before them is not the leader's.
  INCONSISTENCY
}
