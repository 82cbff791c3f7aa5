package cwm.cluster.state;

/// A node that belongs to the cluster, up or down.
///
/// @param incarnation which life of the node, a UUID in text; `nodeId/incarnation` names a voter
/// @param address where other nodes reach it
/// @param joinedIndex the index of the command that added this incarnation
public record Member(String nodeId, String incarnation, String address, long joinedIndex) {}
