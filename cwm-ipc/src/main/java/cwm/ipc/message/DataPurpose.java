package cwm.ipc.message;

/// What the facts of an [IpcMessage.TripleData] are for.
public enum DataPurpose {
  /// The receiver is to own them.
  LOAD,
  /// They are the sender's, and the receiver keeps a copy to match rules with.
  MIRROR,
  /// The receiver is to know in which order an input states them.
  ORDER
}
