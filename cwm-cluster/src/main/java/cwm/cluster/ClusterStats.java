package cwm.cluster;

import java.util.Optional;

/// A cluster in numbers, as one node sees it.
///
/// @param currentTerm the Raft term
/// @param currentLeader the leader's node id, if known
/// @param clusterSize configured members, dead ones included
/// @param healthyNodes members that the leader hears
/// @param logSize entries that this node's log holds
/// @param lastApplied the last entry applied on this node, from 1
/// @param commitIndex the last entry that this node knows to be committed, from 1
public record ClusterStats(
    long currentTerm,
    Optional<String> currentLeader,
    int clusterSize,
    int healthyNodes,
    long logSize,
    long lastApplied,
    long commitIndex) {}
