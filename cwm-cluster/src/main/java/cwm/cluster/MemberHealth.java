package cwm.cluster;

/// How a member is.
///
/// @param address where others reach it; empty if that is not known yet
/// @param state what it is doing; `OFFLINE` if it is not healthy
/// @param isHealthy whether the leader has heard it within three heartbeats
/// @param votes whether it votes; else it only listens
public record MemberHealth(
    String nodeId, String address, NodeState state, boolean isHealthy, boolean votes) {}
