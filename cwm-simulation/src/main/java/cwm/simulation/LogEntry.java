package cwm.simulation;

import cwm.ipc.message.Bytes;

/// An entry of a simulated log.
sealed interface LogEntry {
  /// The term of the leader that wrote it.
  long raftTerm();

  /// What somebody has proposed.
  record Command(long raftTerm, Bytes bytes) implements LogEntry {}

  /// The first entry of a leader: with it, all before it are committed (Raft paper, 5.4.2).
  record Opening(long raftTerm) implements LogEntry {}

  /// Holds from when it is appended on.
  record Reconfigured(long raftTerm, Configuration configuration) implements LogEntry {}
}
