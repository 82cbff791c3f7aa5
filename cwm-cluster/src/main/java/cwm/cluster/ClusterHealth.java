package cwm.cluster;

import java.util.List;

/// How a cluster is, as its leader sees it, or without one as this node does.
///
/// @param nodeId the node that was asked
/// @param role what that node is doing
/// @param term the Raft term
/// @param clusterSize configured members, dead ones included
/// @param isHealthy whether a leader is known, a majority of the voters is healthy, and every set
///   of facts is led
/// @param members by node id
/// @param problems what somebody should know or do, for people; not part of the health endpoint
public record ClusterHealth(
    String nodeId,
    NodeState role,
    long term,
    int clusterSize,
    boolean isHealthy,
    List<MemberHealth> members,
    List<String> problems) {
  public ClusterHealth {
    members = List.copyOf(members);
    problems = List.copyOf(problems);
  }
}
