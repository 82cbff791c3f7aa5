package cwm.cluster;

import cwm.cluster.state.Agenda;
import java.util.List;
import java.util.Optional;

/// Hears of changes in a cluster, one call at a time, in order. What takes long goes to another
/// thread.
public interface ClusterListener {
  /// This node's state has changed.
  default void stateChanged(NodeState state, long term) {}

  /// Another node leads, or none that this node knows.
  default void leaderChanged(Optional<String> leader, long term) {}

  /// Members have come, gone, or moved.
  default void membersChanged(List<MemberInfo> members) {}

  /// Something about what nodes do together is new: who takes part, what waits, a job that has
  /// begun or ended. What comes is never older than what came before; several changes may come as
  /// one.
  default void agendaChanged(Agenda agenda) {}

  /// The session that this node's locks belong to was opened or renewed.
  ///
  /// @param beginNanos when the lease began that holds now, by [System#nanoTime]: a moment before
  ///   the renewal was asked for. Locks of this session are this node's from then on for a lease,
  ///   less a margin for clocks that differ
  default void sessionRenewed(long session, long beginNanos) {}

  /// Something has happened that somebody should know, such as too few voters, a full disk, or a
  /// majority that lost its logs.
  default void problem(String message) {}

  /// This node is no member any more: it left, was removed, or another took its place.
  ///
  /// @param isWished whether it was asked to leave
  default void removed(String reason, boolean isWished) {}
}
