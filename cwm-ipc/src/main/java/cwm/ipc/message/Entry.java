package cwm.ipc.message;

/// An entry of a replicated log.
///
/// @param term the Raft term of the leader that made it
public record Entry(long index, long term, Bytes data) {}
