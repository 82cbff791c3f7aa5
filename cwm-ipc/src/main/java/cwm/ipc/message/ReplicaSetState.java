package cwm.ipc.message;

import java.util.List;

/// Members that keep the same facts.
///
/// @param set its id
/// @param home the member that is to lead it
/// @param leader the member that does; empty if nobody does now, so that its facts are unavailable
/// @param holders members that hold the facts
/// @param witness the member that votes and holds no facts; empty if there is none
/// @param partitionCount partitions that it keeps; 0 for a set that is about to take over
/// @param lost whether too few members are left for it ever to be led again
/// @param majority whether whoever tells this hears as many members as it takes to choose a leader
public record ReplicaSetState(
    long set,
    String home,
    String leader,
    List<String> holders,
    String witness,
    int partitionCount,
    boolean lost,
    boolean majority) {
  public ReplicaSetState {
    holders = List.copyOf(holders);
  }
}
