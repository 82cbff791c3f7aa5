package cwm.ipc.message;

/// Which call of which Raft group a message belongs to. Several groups share a node.
///
/// @param group the group's UUID
/// @param sender the member that asks, as `node-id/incarnation`
/// @param receiver the member that answers, so that a node which lost its log does not answer for
///   the member it was
/// @param id names the call, from 0
public record RaftCall(String group, String sender, String receiver, long id) {}
