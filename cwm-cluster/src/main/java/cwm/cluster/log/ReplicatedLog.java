package cwm.cluster.log;

import static java.util.stream.Collectors.toSet;

import cwm.ipc.message.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// One member's copy of a log that all members agree on: the only way to agreement there is.
///
/// A proposal that is committed is applied to the [LogMachine] of every member, in one order, and
/// is not lost as long as a majority of the voters keeps its log. Any thread may call; no call
/// blocks, and futures complete on threads that must not be held up. No future waits for ever.
public interface ReplicatedLog extends AutoCloseable {
  /// Who this member is.
  MemberId self();

  /// Appends a command to the log, if this member leads.
  CompletableFuture<ProposeResult> propose(Bytes command);

  /// Waits until this member has applied all that was committed anywhere when this was called, so
  /// that what it then reads of its machine is linearizable. Any member may ask.
  CompletableFuture<ReadResult> awaitUpToDate();

  /// Who leads, as far as this member knows now.
  Leadership leadership();

  LogStatus status();

  /// The configuration this member goes by.
  List<LogMember> members();

  /// Whether this member is in that configuration.
  default boolean isConfigured() {
    return members().stream().anyMatch(member -> member.id().equals(self()));
  }

  /// Makes `members` the configuration, if it is now `expected`. New members must have opened their
  /// copy, or will soon. Only the leader can.
  CompletableFuture<ChangeResult> changeMembers(List<LogMember> expected, List<LogMember> members);

  /// Hands leadership to another voter, the most advanced one of some that answers. Only the leader
  /// can.
  CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> candidates);

  /// The same, to whichever other voter it is.
  default CompletableFuture<ChangeResult> transferLeadership() {
    return transferLeadership(members().stream().map(LogMember::id).collect(toSet()));
  }

  /// Up to which entry each other member is known to have the leader's log, if this member leads;
  /// else nothing.
  Map<MemberId, Long> progress();

  /// Leaves nothing behind that is not on disk. Blocks until it is done, a second at most or so,
  /// whichever thread does it.
  @Override
  void close();
}
