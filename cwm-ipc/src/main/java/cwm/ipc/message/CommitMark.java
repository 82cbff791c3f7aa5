package cwm.ipc.message;

/// How far a member of a Raft group has committed.
///
/// @param member as `node-id/incarnation`
public record CommitMark(String member, long index) {}
