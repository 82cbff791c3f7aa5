package cwm.ipc.message;

/// A member of a cluster and how it is.
///
/// @param state `leader`, `follower`, `candidate` or `offline`
/// @param votes whether it votes; else it only listens
public record MemberStatus(
    String nodeId, String address, String state, boolean healthy, boolean votes) {}
