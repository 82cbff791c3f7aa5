package cwm.cluster.state;

import java.util.List;

/// What the proposer of a [Command] gets. The order of `permits` and of components is part of the
/// format ([CommandCodec]).
public sealed interface Outcome
    permits Outcome.Done,
        Outcome.Rejected,
        Outcome.NameTaken,
        Outcome.SessionOpened,
        Outcome.SessionRenewed,
        Outcome.SessionGone,
        Outcome.LockGranted,
        Outcome.LockQueued,
        Outcome.BarrierReleased,
        Outcome.BarrierWaiting,
        Outcome.RequestEnded {

  /// What was asked for holds now, whether or not it did before.
  record Done() implements Outcome {}

  /// The command is out of bounds and has changed nothing.
  ///
  /// @param message what is wrong and what would be right, for people
  record Rejected(Reason reason, String message) implements Outcome {
    /// Kinds of what is wrong. Their order is part of the format.
    public enum Reason {
      /// A name or id that is empty, too long, or has characters that it must not have.
      BAD_TEXT,
      /// A number that is out of range.
      BAD_NUMBER,
      /// There are as many of these as may be; later there may be room.
      TOO_MANY,
      /// The node is no member, or another incarnation of it is.
      NOT_A_MEMBER,
      /// Others wait at the barrier for another count.
      OTHER_COUNT,
      /// Others have divided the facts in another way.
      OTHER_SETTINGS,
      /// This run of the node takes no part in jobs.
      NO_PART,
      /// The node has no copy of the set, or the only one there is is led.
      CANNOT_FORCE,
      /// The facts are others than those that the request depends on, or are about to be.
      OTHER_FACTS
    }
  }

  /// The node id belongs to another incarnation.
  ///
  /// @param member whose it is
  record NameTaken(Member member) implements Outcome {}

  /// The session is there.
  ///
  /// @param sessionId the index of the command that opened it
  record SessionOpened(long sessionId) implements Outcome {}

  /// The session's lease begins anew.
  record SessionRenewed() implements Outcome {}

  /// There is no such session: it was closed, has expired, or its member is gone; and with it all
  /// that it held.
  record SessionGone() implements Outcome {}

  /// The request holds the lock.
  record LockGranted(Holder holder) implements Outcome {}

  /// The request waits.
  ///
  /// @param position 1 for the next one to get the lock
  /// @param holder who has it
  record LockQueued(int position, Holder holder) implements Outcome {}

  /// As many as were to enter have.
  ///
  /// @param generation how many times the barrier had opened before; ascending, with gaps if it was
  ///   out of use for long
  record BarrierReleased(long generation) implements Outcome {}

  /// Others have yet to enter.
  ///
  /// @param enteredNodeIds who has entered, in order; a node once for each of its entries
  /// @param count how many are to enter
  record BarrierWaiting(long generation, List<String> enteredNodeIds, int count)
      implements Outcome {
    public BarrierWaiting {
      enteredNodeIds = List.copyOf(enteredNodeIds);
    }
  }

  /// The request or entry was released, withdrawn or acknowledged before: this is a late copy of
  /// its command.
  record RequestEnded() implements Outcome {}
}
