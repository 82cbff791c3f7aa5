package cwm.cluster.state;

import java.util.List;
import java.util.Optional;

/// An entry of the log: what a [ClusterState] is asked to do.
///
/// A proposer that gets no answer proposes again, so every command may arrive twice, the second
/// time also late, behind others. The second one gets the answer that holds by then and changes
/// nothing. For that, ids of requests and entries are unique within their session, over all locks
/// and barriers; a UUID or a counter will do.
///
/// Records take any text and number; what is out of bounds ([Limits]) is [Outcome.Rejected]. The
/// order of `permits` and of components is part of the format ([CommandCodec]): new commands go to
/// the end.
public sealed interface Command
    permits Command.PutMember,
        Command.RemoveMember,
        Command.OpenSession,
        Command.RenewSession,
        Command.CloseSession,
        Command.ExpireSession,
        Command.AcquireLock,
        Command.ReleaseLock,
        Command.EnterBarrier,
        Command.LeaveBarrier,
        Command.TakePart,
        Command.Submit,
        Command.SetStage,
        Command.ReportJob,
        Command.LeadSet,
        Command.YieldSet,
        Command.MissNode,
        Command.ForceSet,
        Command.ReportLinks {

  /// Adds a member, changes its address, or puts another incarnation in its place, which ends the
  /// sessions of the old one. [Outcome.Done], or [Outcome.NameTaken] if the node id belongs to an
  /// incarnation that is neither `incarnation` nor `replaces`.
  ///
  /// @param incarnation a UUID in text
  /// @param address where other nodes reach it
  /// @param replaces the incarnation that the proposer found down, or nobody
  record PutMember(String nodeId, String incarnation, String address, Optional<String> replaces)
      implements Command {
    /// Adds a member or changes its address.
    public PutMember(String nodeId, String incarnation, String address) {
      this(nodeId, incarnation, address, Optional.empty());
    }
  }

  /// Removes a member and ends its sessions; nothing if the node id belongs to another incarnation
  /// or to nobody. [Outcome.Done].
  record RemoveMember(String nodeId, String incarnation) implements Command {}

  /// Opens a session, which holds locks and places in queues and barriers for a member, as long as
  /// it is renewed. [Outcome.SessionOpened] with the index of the command, or, the second time, of
  /// the first one.
  ///
  /// @param requestId unique within the incarnation
  /// @param leaseMillis how long it lives without being renewed; the leader sees to it
  record OpenSession(String nodeId, String incarnation, String requestId, long leaseMillis)
      implements Command {}

  /// Renews a session and forgets remembered results of barriers. [Outcome.SessionRenewed] or
  /// [Outcome.SessionGone].
  ///
  /// @param acknowledged ids of entries whose [Outcome.BarrierReleased] has arrived
  record RenewSession(long session, List<String> acknowledged) implements Command {
    public RenewSession {
      acknowledged = List.copyOf(acknowledged);
    }
  }

  /// Ends a session, of whomever, and with it all it holds. [Outcome.Done].
  record CloseSession(long session) implements Command {}

  /// Ends a session whose lease has run out, unless it was renewed since. [Outcome.Done].
  ///
  /// @param renewedIndex of [Session#renewedIndex] as the leader knew it
  record ExpireSession(long session, long renewedIndex) implements Command {}

  /// Asks for a lock, or for how the same request stands. [Outcome.LockGranted],
  /// [Outcome.LockQueued], [Outcome.RequestEnded] or [Outcome.SessionGone].
  ///
  /// Locks are not reentrant: a second request of the session queues behind its first.
  record AcquireLock(String lock, long session, String requestId) implements Command {}

  /// Gives a lock back or gives up waiting for it; the next in the queue gets it. [Outcome.Done] or
  /// [Outcome.SessionGone], which means that the lock was lost before.
  record ReleaseLock(String lock, long session, String requestId) implements Command {}

  /// Enters a barrier that opens when `count` have entered, or asks how the same entry stands.
  /// [Outcome.BarrierReleased], [Outcome.BarrierWaiting], [Outcome.RequestEnded] or
  /// [Outcome.SessionGone].
  record EnterBarrier(String barrier, int count, long session, String entryId) implements Command {}

  /// Gives up waiting. [Outcome.Done]; or [Outcome.BarrierReleased] if the barrier has opened
  /// before; or [Outcome.SessionGone].
  record LeaveBarrier(String barrier, long session, String entryId) implements Command {}

  /// A member takes part in jobs ([Agenda]), anew if another run of its process has before.
  /// [Outcome.Done]; or [Outcome.Rejected] with `NOT_A_MEMBER` or `OTHER_SETTINGS`.
  ///
  /// @param instance which run of its process
  /// @param knownIndex of the last command that the node knew when it proposed this: a copy that
  ///   comes later than the next run has taken part changes nothing
  /// @param expectedNodeCount nodes that are to have finished their inputs before anybody thinks
  /// @param isOnce whether it ends when its answer is there
  /// @param isDurable whether what it keeps outlives its process
  record TakePart(
      String nodeId,
      String incarnation,
      String instance,
      long knownIndex,
      int workerCount,
      int expectedNodeCount,
      boolean isOnce,
      boolean isDurable,
      DataSettings settings)
      implements Command {}

  /// A node that takes part asks for what it has read to be dealt out, and for rules to be run.
  /// [Outcome.Done] at once; when it is done, [Participant#answer] says. [Outcome.Rejected] with
  /// `NO_PART` if this run of the node takes no part, or `OTHER_FACTS` if it depends on facts that
  /// have changed, or are about to.
  ///
  /// @param request ascending; what is not above the last one changes nothing
  /// @param loads ids of what it has read
  /// @param removals ids of what is to be stated no longer; comes before `loads`
  /// @param thinking when rules are to be run
  /// @param maxSteps rounds after which to give up; 0 for no limit
  /// @param nowMillis the time, in milliseconds since 1970-01-01T00:00Z
  /// @param finishesInputs whether it has read all its inputs, and may own facts
  /// @param onVersion of the facts that it depends on ([Agenda#version]); 0 if on none
  record Submit(
      String nodeId,
      String instance,
      long request,
      List<String> loads,
      List<String> removals,
      Thinking thinking,
      long maxSteps,
      long nowMillis,
      boolean finishesInputs,
      long onVersion)
      implements Command {
    public Submit {
      loads = List.copyOf(loads);
      removals = List.copyOf(removals);
    }

    /// Whether rules are to be run, from now on.
    boolean thinks() {
      return thinking == Thinking.ASKED_FOR;
    }

    /// How many loads it makes.
    int loadCount() {
      return loads.size() + removals.size();
    }
  }

  /// A node that takes part is further, or takes part no longer. [Outcome.Done]; or, unless it was
  /// to be gone, [Outcome.Rejected] with `NO_PART`.
  record SetStage(String nodeId, String instance, Participant.Stage stage) implements Command {}

  /// A node says how its part of a job went; nothing if the job is over. [Outcome.Done].
  record ReportJob(long job, Job.NodeReport report) implements Command {}

  /// A node that takes part leads the log of a set, and knows all that was agreed on in it
  /// ([ReplicaSet]). Nothing if somebody has led it in this term or a later one. [Outcome.Done]; or
  /// [Outcome.Rejected] with `NO_PART`.
  record LeadSet(long set, String nodeId, String instance, long raftTerm) implements Command {}

  /// A node that has led the log of a set does not any more: no job goes on, and none begins, until
  /// somebody leads it in a later term. Nothing if that has come about already. [Outcome.Done].
  ///
  /// @param raftTerm the last term in which it has led
  record YieldSet(long set, String nodeId, String instance, long raftTerm) implements Command {}

  /// Others of a job wait in vain for a node, which only gives facts away in it: the job is tried
  /// again without what that node has to give, and it is told so. Nothing if the job is over, or
  /// needs the node. [Outcome.Done].
  ///
  /// @param reason for people
  record MissNode(long job, String nodeId, String reason) implements Command {}

  /// An operator gives up what members of a set have agreed on, and has it go on from the copy that
  /// one of them has, or from nothing. Whether the others are gone for good is for the operator to
  /// know. Nothing if the set keeps no facts, or was forced to this node before. [Outcome.Done]; or
  /// [Outcome.Rejected] with `NO_PART`, or with `CANNOT_FORCE` if the node has no copy, or others
  /// have where it is to be nothing, or if somebody has led the set since the operator looked.
  ///
  /// @param nodeId who takes part, and has the copy or is to begin with nothing
  /// @param isEmpty whether it is to be nothing
  /// @param raftTerm that of the set when the operator looked
  record ForceSet(long set, String nodeId, boolean isEmpty, long raftTerm) implements Command {}

  /// A node that takes part tells which of the others it has ceased to reach, and which it reaches
  /// again. [Outcome.Done], or [Outcome.Rejected] with `NO_PART`.
  ///
  /// @param lost node ids; those of others that take part count
  /// @param found the same
  record ReportLinks(String nodeId, String instance, List<String> lost, List<String> found)
      implements Command {
    public ReportLinks {
      lost = List.copyOf(lost);
      found = List.copyOf(found);
    }
  }
}
