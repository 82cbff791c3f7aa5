package cwm.ipc.message;

/// A member of a cluster and where it is.
///
/// @param address where others reach it; empty if that is not known yet
public record MemberAddress(String nodeId, String incarnation, String address) {}
