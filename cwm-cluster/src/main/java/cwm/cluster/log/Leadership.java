package cwm.cluster.log;

import java.util.Optional;

/// Who leads, as one member sees it.
///
/// @param role what this member is
/// @param raftTerm the term this member is in; grows with every election
/// @param leader who leads in that term, if this member knows
/// @param isReady whether this member leads and has applied all that earlier leaders committed
public record Leadership(Role role, long raftTerm, Optional<MemberId> leader, boolean isReady) {
  /// What a member is to the others.
  public enum Role {
    LEADER,
    /// Asks for votes.
    CANDIDATE,
    FOLLOWER,
    /// Gets the log and has no vote.
    LISTENER,
    /// Takes no part: closed, or its log cannot be written.
    OFFLINE
  }
}
