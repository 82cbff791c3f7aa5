package cwm.cluster;

import cwm.ipc.message.MemberAddress;
import java.util.List;
import java.util.UUID;

/// Who a node is in its cluster, to be remembered with its log.
///
/// @param clusterId also the id of the cluster's log
/// @param incarnation which life of the node this is: the log is that life's
/// @param isFounder whether this node began the cluster
/// @param hasBegun whether the log exists
/// @param hadCompany whether the cluster ever had another member, as far as this node knows
/// @param members where the members were last known to be
public record Identity(
    UUID clusterId,
    String incarnation,
    boolean isFounder,
    boolean hasBegun,
    boolean hadCompany,
    List<MemberAddress> members) {
  public Identity {
    members = List.copyOf(members);
  }

  /// The same, once the log exists.
  Identity begun() {
    return new Identity(clusterId, incarnation, isFounder, true, hadCompany, members);
  }

  /// The same, with where the members are now.
  Identity withMembers(List<MemberAddress> newMembers) {
    boolean hasCompany =
        newMembers.stream().anyMatch(member -> !member.incarnation().equals(incarnation));
    return new Identity(
        clusterId, incarnation, isFounder, hasBegun, hadCompany || hasCompany, newMembers);
  }
}
