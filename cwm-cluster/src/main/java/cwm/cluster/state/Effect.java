package cwm.cluster.state;

import java.util.List;

/// What others than the proposer of a command must hear of.
public sealed interface Effect {

  /// A lock has a new holder, be it by its own [Command.AcquireLock] or by what another did.
  record Granted(String lock, Holder holder) implements Effect {}

  /// A barrier has opened.
  ///
  /// @param entries all of this generation, in the order in which they entered
  record Released(String barrier, long generation, List<Request> entries) implements Effect {
    public Released {
      entries = List.copyOf(entries);
    }
  }

  /// There are other members, or one has another address.
  ///
  /// @param members all of them, in the order in which they joined
  record MembersChanged(List<Member> members) implements Effect {
    public MembersChanged {
      members = List.copyOf(members);
    }
  }

  /// A session is over; what it held and waited for is no longer its.
  record SessionEnded(Session session, Cause cause) implements Effect {
    /// Why sessions end.
    public enum Cause {
      CLOSED,
      EXPIRED,
      MEMBER_REMOVED,
      MEMBER_REPLACED
    }
  }

  /// Something about jobs is new.
  record AgendaChanged(Agenda agenda) implements Effect {}
}
