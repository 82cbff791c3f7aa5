package cwm.cluster;

/// A member of a cluster.
///
/// @param incarnation which life of the node: a node that lost its log has a new one
/// @param address where others reach it; empty if that is not known yet
public record MemberInfo(String nodeId, String incarnation, String address) {}
