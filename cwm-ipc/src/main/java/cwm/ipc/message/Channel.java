package cwm.ipc.message;

/// The two connections that a pair of nodes has, so that bulk never delays control.
public enum Channel {
  /// Raft, heartbeats, barriers, locks, markers: small and urgent.
  CONTROL,
  /// Facts and rows: large and in no hurry.
  BULK
}
