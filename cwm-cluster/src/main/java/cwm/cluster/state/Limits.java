package cwm.cluster.state;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Command.YieldSet;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How large commands and what they leave behind may be. Commands come from outside, and what one
/// node takes all must hold; at all limits at once a snapshot still fits into one message.
public final class Limits {
  /// UTF-16 units of the name of a lock or barrier, of a node id and of an address.
  public static final int NAME_LENGTH_MAX = 128;

  /// Characters of an incarnation and of ids of requests and entries; all of visible ASCII.
  public static final int ID_LENGTH_MAX = 64;

  public static final long RAFT_TERM_MAX = Long.MAX_VALUE - 1;

  public static final long LEASE_MILLIS_MIN = 1;
  public static final long LEASE_MILLIS_MAX = 3_600_000;

  public static final int MEMBER_COUNT_MAX = 1_000;
  public static final int SESSION_COUNT_MAX = 1_000;

  /// Locks that are held.
  public static final int LOCK_COUNT_MAX = 10_000;

  /// Requests that wait for one lock.
  public static final int QUEUE_LENGTH_MAX = 1_000;

  /// Requests that hold or wait for any lock.
  public static final int REQUEST_COUNT_MAX = 50_000;

  /// Barriers at which somebody waits. As many are remembered; then the one that is out of use for
  /// the longest time makes room.
  public static final int BARRIER_COUNT_MAX = 1_000;

  /// The `count` of a barrier.
  public static final int ENTRIES_PER_BARRIER_MAX = 1_000;

  /// Entries that wait at any barrier or are remembered as released.
  public static final int ENTRY_COUNT_MAX = 50_000;

  /// Released entries of one session that wait to be acknowledged, before it may enter again.
  public static final int UNACKNOWLEDGED_COUNT_MAX = 1_000;

  /// Ids in one [RenewSession].
  public static final int ACKNOWLEDGED_COUNT_MAX = 256;

  /// Ended requests that a session remembers to know late copies of their commands.
  public static final int ENDED_COUNT_MAX = 256;

  public static final int PARTITION_COUNT_MAX = 1 << 16;
  public static final int WORKER_COUNT_MAX = 1_024;
  public static final int REPLICA_COUNT_MAX = 99;

  /// Loads that wait for a job.
  public static final int LOAD_COUNT_MAX = 10_000;

  /// Loads in one [Submit].
  public static final int LOADS_PER_REQUEST_MAX = 256;

  /// Why a job did not end well; longer reasons are cut.
  public static final int REASON_LENGTH_MAX = 2_000;

  /// Facts, steps and milliseconds in one report, so that those of all nodes still have a sum.
  public static final long REPORTED_COUNT_MAX = 1L << 48;

  private static final int FIRST_VISIBLE = 0x21;
  private static final int LAST_VISIBLE = 0x7e;

  private Limits() {}

  // Messages are put together without formatting, which depends on a node's language.

  /// Why a command is out of bounds whatever the state, or null.
  static @Nullable Rejected violation(Command command) {
    return switch (command) {
      case PutMember(var nodeId, var incarnation, var address, var replaces) ->
          first(
              name("node id", nodeId),
              id("incarnation", incarnation),
              address.isEmpty() ? null : name("address", address),
              replaces.isPresent() ? id("replaced incarnation", replaces.get()) : null);
      case RemoveMember(var nodeId, var incarnation) ->
          first(name("node id", nodeId), id("incarnation", incarnation));
      case OpenSession(var nodeId, var incarnation, var requestId, long leaseMillis) ->
          first(
              name("node id", nodeId),
              id("incarnation", incarnation),
              id("request id", requestId),
              number("lease in ms", leaseMillis, LEASE_MILLIS_MIN, LEASE_MILLIS_MAX));
      case RenewSession(_, var acknowledged) -> acknowledged(acknowledged.size());
      case CloseSession _, ExpireSession _ -> null;
      case AcquireLock(var lock, _, var requestId) -> named("lock", lock, requestId);
      case ReleaseLock(var lock, _, var requestId) -> named("lock", lock, requestId);
      case EnterBarrier(var barrier, int count, _, var entryId) ->
          first(
              named("barrier", barrier, entryId),
              number("count", count, 1, ENTRIES_PER_BARRIER_MAX));
      case LeaveBarrier(var barrier, _, var entryId) -> named("barrier", barrier, entryId);
      case TakePart part ->
          first(
              name("node id", part.nodeId()),
              id("incarnation", part.incarnation()),
              id("instance", part.instance()),
              number("workers", part.workerCount(), 1, WORKER_COUNT_MAX),
              number("expected nodes", part.expectedNodeCount(), 0, MEMBER_COUNT_MAX),
              id("partition strategy", part.settings().partitionStrategy()),
              number("partitions", part.settings().partitionCount(), 0, PARTITION_COUNT_MAX),
              number("copies", part.settings().replicationFactor(), 1, REPLICA_COUNT_MAX));
      case Submit submit ->
          first(
              number("loads at once", submit.loadCount(), 0, LOADS_PER_REQUEST_MAX),
              Stream.concat(submit.loads().stream(), submit.removals().stream())
                  .map(load -> id("load id", load))
                  .filter(Objects::nonNull)
                  .findFirst()
                  .orElse(null));
      case SetStage _ -> null;
      case LeadSet lead -> number("term", lead.raftTerm(), 1, RAFT_TERM_MAX);
      case YieldSet yielded -> number("term", yielded.raftTerm(), 1, RAFT_TERM_MAX);
      case MissNode missed ->
          number("characters of the reason", missed.reason().length(), 0, REASON_LENGTH_MAX);
      case ForceSet force -> name("node id", force.nodeId());
      case ReportLinks report ->
          first(
              number("nodes", report.lost().size(), 0, MEMBER_COUNT_MAX),
              number("nodes", report.found().size(), 0, MEMBER_COUNT_MAX));
      case ReportJob(_, var report) ->
          first(
              number("characters of the reason", report.reason().length(), 0, REASON_LENGTH_MAX),
              number("facts", report.factCount(), 0, REPORTED_COUNT_MAX),
              number("derived facts", report.derivedCount(), 0, REPORTED_COUNT_MAX),
              cost(report.cost()));
    };
  }

  private static @Nullable Rejected cost(JobCost cost) {
    return first(
        number("supersteps", cost.superstepCount(), 0, REPORTED_COUNT_MAX),
        number("hops", cost.hopCount(), 0, REPORTED_COUNT_MAX),
        number("rounds", cost.roundCount(), 0, REPORTED_COUNT_MAX),
        number("instances", cost.instanceCount(), 0, REPORTED_COUNT_MAX),
        number("rows sent", cost.sentCount(), 0, REPORTED_COUNT_MAX),
        number("messages", cost.messageCount(), 0, REPORTED_COUNT_MAX),
        number("bytes", cost.byteCount(), 0, REPORTED_COUNT_MAX),
        number("milliseconds", cost.millis(), 0, REPORTED_COUNT_MAX));
  }

  static Rejected tooMany(String what, int countMax) {
    return new Rejected(
        Reason.TOO_MANY, "there are " + countMax + " " + what + ", as many as may be");
  }

  private static @Nullable Rejected acknowledged(int count) {
    return count <= ACKNOWLEDGED_COUNT_MAX
        ? null
        : new Rejected(
            Reason.TOO_MANY,
            count + " acknowledged entries at once; at most " + ACKNOWLEDGED_COUNT_MAX);
  }

  private static @Nullable Rejected named(String what, String name, String id) {
    return first(name(what, name), id("request id", id));
  }

  private static @Nullable Rejected first(@Nullable Rejected... found) {
    for (Rejected rejected : found) {
      if (rejected != null) {
        return rejected;
      }
    }
    return null;
  }

  private static @Nullable Rejected name(String what, String text) {
    Rejected rejected = length(what, text, NAME_LENGTH_MAX);
    return rejected != null
        ? rejected
        : text.codePoints()
            .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
            .mapToObj(c -> badCharacter(what, c, "no control characters"))
            .findFirst()
            .orElse(null);
  }

  private static @Nullable Rejected id(String what, String text) {
    Rejected rejected = length(what, text, ID_LENGTH_MAX);
    return rejected != null
        ? rejected
        : text.chars()
            .filter(c -> c < FIRST_VISIBLE || c > LAST_VISIBLE)
            .mapToObj(c -> badCharacter(what, c, "only visible ASCII"))
            .findFirst()
            .orElse(null);
  }

  private static @Nullable Rejected length(String what, String text, int max) {
    return text.isEmpty() || text.length() > max
        ? new Rejected(
            Reason.BAD_TEXT, "the " + what + " has " + text.length() + " characters; 1 to " + max)
        : null;
  }

  private static Rejected badCharacter(String what, int c, String right) {
    return new Rejected(
        Reason.BAD_TEXT,
        "the " + what + " has U+" + HexFormat.of().toHexDigits(c, 6) + "; " + right);
  }

  private static @Nullable Rejected number(String what, long value, long min, long max) {
    return value < min || value > max
        ? new Rejected(
            Reason.BAD_NUMBER, "the " + what + " is " + value + "; " + min + " to " + max)
        : null;
  }
}
