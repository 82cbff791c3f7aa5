package cwm.ipc.message;

/// Which facts an [IpcMessage.Query] asks for.
public enum FactScope {
  /// All of them.
  ALL,
  /// Those that no input states, concluded by rules.
  DERIVED
}
