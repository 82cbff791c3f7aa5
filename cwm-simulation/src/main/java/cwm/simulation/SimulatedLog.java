package cwm.simulation;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.Leadership.Role;
import cwm.cluster.log.LogFailure;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogStatus;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.message.Bytes;
import cwm.ipc.transport.SimulatedTransport;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A member of a simulated log in one life of its node: Raft as in its paper, with pre-votes
/// (Ongaro, 9.6) and joint consensus, but for the messages ([SimulatedLogs]). What it does as a
/// leader is [Leading].
final class SimulatedLog implements ReplicatedLog {
  private static final int APPLIED_AT_ONCE_MAX = 20;
  private static final int SLOWNESS = 20;

  private final SimulatedLogs logs;
  private final SimulatedTransport host;
  private final LogDisk disk;
  private final LogTimes times;
  private final UUID group;
  private final LogCopy copy;
  private final LogMachine machine;
  private final RandomGenerator random;
  private final LogChecks checks;

  private Role role = Role.FOLLOWER;
  private Optional<MemberId> leader = Optional.empty();
  private @Nullable Leading leading;
  private Leadership told;
  private Configuration toldConfiguration;
  private boolean toldIsCommitted = true;

  private long commitIndex;
  private long lastApplied;
  private boolean isApplying;
  private final List<Read> reads = new ArrayList<>();
  private final Set<Runnable> awaited = new LinkedHashSet<>();

  private Timers.Timer electionTimer = () -> {};
  private boolean wasMember;
  private boolean hasHeard;
  private long heardNanos;
  private long slowUntilNanos;
  private boolean isFailed;
  private boolean isRemoved;
  private boolean isClosed;

  /// A read that waits until `index` is applied.
  private record Read(long index, CompletableFuture<ReadResult> result) {}

  SimulatedLog(
      SimulatedLogs logs,
      SimulatedTransport host,
      LogDisk disk,
      LogTimes times,
      UUID group,
      LogCopy copy,
      LogMachine machine) {
    this.logs = logs;
    this.host = host;
    this.disk = disk;
    this.times = times;
    this.group = group;
    this.copy = copy;
    this.machine = machine;
    random = logs.newRandom();
    checks = logs.checks(group);
    told = leadership();
    copy.loseUnsynced();
    toldConfiguration = copy.configuration();
    wasMember = toldConfiguration.isMember(copy.self());
    commitIndex = copy.snapshot().index();
  }

  void start() {
    logs.add(this);
    follow(copy.raftTerm(), Optional.empty());
    resetElectionTimer();
    applyLater();
    slowDownLater();
  }

  // ---------------------------------------------------------------- for the others

  UUID group() {
    return group;
  }

  String hostName() {
    return host.name();
  }

  LogCopy copy() {
    return copy;
  }

  LogTimes times() {
    return times;
  }

  LogChecks checks() {
    return checks;
  }

  RandomGenerator random() {
    return random;
  }

  long commitIndex() {
    return commitIndex;
  }

  long lastApplied() {
    return lastApplied;
  }

  boolean isClosed() {
    return isClosed;
  }

  /// Whether it takes part at this moment.
  boolean isAwake() {
    return host.isRunning() && !host.isPaused() && !isClosed && !isFailed && !isRemoved;
  }

  /// Who takes part, if no change of that is under way here; else nobody.
  Set<MemberId> settledMembers() {
    boolean isCommitted = copy.configurationIndex() <= commitIndex;
    return isCommitted && copy.configuration().isSettled()
        ? copy.configuration().everybody()
        : Set.of();
  }

  Optional<SimulatedLog> find(MemberId id) {
    return logs.find(group, id);
  }

  boolean isReachedBy(SimulatedLog other) {
    return logs.reaches(other, this);
  }

  LogFaults faults() {
    return logs.faults();
  }

  // ---------------------------------------------------------------- time and chance

  long nanoTime() {
    return host.timers().nanoTime();
  }

  /// Has a task run on this member's host, unless it is closed then.
  Timers.Timer later(Duration delay, Runnable task) {
    return host.timers()
        .schedule(
            delay,
            () -> {
              if (!isClosed) {
                task.run();
              }
            });
  }

  boolean happens(double share) {
    return random.nextDouble() < share;
  }

  Duration randomUpTo(Duration max) {
    return Duration.ofNanos(random.nextLong(max.toNanos() + 1));
  }

  /// How long something takes that takes up to `max` as a rule, and longer when this member is
  /// slow.
  Duration delay(Duration max) {
    return randomUpTo(isSlow() ? max.multipliedBy(SLOWNESS) : max);
  }

  boolean isSlow() {
    return nanoTime() < slowUntilNanos;
  }

  private void slowDownLater() {
    Duration every = faults().lagEvery();
    if (every.isPositive()) {
      later(SimulatedLogs.randomAround(random, every), this::slowDown);
    }
  }

  private void slowDown() {
    slowUntilNanos = nanoTime() + randomUpTo(faults().lagMax()).toNanos();
    slowDownLater();
  }

  /// Answers with `late` if there is no answer in time, or none when this member is closed.
  <T> CompletableFuture<T> inTime(CompletableFuture<T> result, T late) {
    Runnable giveUp = () -> result.complete(late);
    Timers.Timer timer = later(times.requestTimeout(), giveUp);
    awaited.add(giveUp);
    var _ =
        result.whenComplete(
            (_, _) -> {
              timer.cancel();
              awaited.remove(giveUp);
            });
    return result;
  }

  // ---------------------------------------------------------------- who leads

  private void resetElectionTimer() {
    electionTimer.cancel();
    Duration spread = times.electionTimeoutMax().minus(times.electionTimeoutMin());
    electionTimer = later(times.electionTimeoutMin().plus(randomUpTo(spread)), this::missLeader);
  }

  private void missLeader() {
    resetElectionTimer();
    if (leading == null && isAwake() && isVoter()) {
      become(Role.CANDIDATE, Optional.empty());
      later(delay(faults().messageDelayMax()), this::standIfSupported);
    }
  }

  private boolean isVoter() {
    return copy.configuration().isVoter(copy.self());
  }

  private void standIfSupported() {
    if (role == Role.CANDIDATE && isElected(copy.raftTerm() + 1, true)) {
      stand();
    }
  }

  /// Stands for election, in a new term.
  void stand() {
    if (leading != null || !isAwake() || !isVoter() || failsToWrite()) {
      return;
    }
    long raftTerm = copy.raftTerm() + 1;
    copy.enterTerm(raftTerm);
    boolean _ = copy.vote(copy.self());
    become(Role.CANDIDATE, Optional.empty());
    resetElectionTimer();
    if (isElected(raftTerm, false)) {
      lead();
    }
  }

  /// Asks all voters.
  private boolean isElected(long raftTerm, boolean isTried) {
    Configuration configuration = copy.configuration();
    Set<MemberId> support = new HashSet<>();
    for (MemberId voter : configuration.voters()) {
      if (voter.equals(copy.self()) || isSupportedBy(voter, raftTerm, isTried)) {
        support.add(voter);
      }
    }
    return role == Role.CANDIDATE && configuration.hasMajority(support::contains);
  }

  private boolean isSupportedBy(MemberId voterId, long raftTerm, boolean isTried) {
    SimulatedLog voter = find(voterId).orElse(null);
    if (voter == null || !voter.isReachedBy(this) || happens(faults().lostVoteShare())) {
      return false;
    }
    boolean isGranted = voter.grants(this, raftTerm, isTried);
    if (!isReachedBy(voter) || happens(faults().lostVoteShare())) {
      return false;
    }
    if (voter.copy.raftTerm() > copy.raftTerm()) {
      follow(voter.copy.raftTerm(), Optional.empty());
    }
    if (voter.hasLeftBehind(this)) {
      leaveForGood();
    }
    return isGranted;
  }

  /// Whether this member votes for a candidate, or would.
  private boolean grants(SimulatedLog candidate, long raftTerm, boolean isTried) {
    if (raftTerm < copy.raftTerm()) {
      return false;
    }
    boolean isComplete = copy.isNotAheadOf(candidate.copy.lastTerm(), candidate.copy.lastIndex());
    if (isTried) {
      return isComplete && !hearsLeader();
    }
    if (failsToWrite()) {
      return false;
    }
    if (raftTerm > copy.raftTerm()) {
      follow(raftTerm, Optional.empty());
    }
    if (isComplete && leading == null && copy.vote(candidate.self())) {
      resetElectionTimer();
      return true;
    }
    return false;
  }

  /// Whether a candidate is no member any more, and does not know.
  private boolean hasLeftBehind(SimulatedLog candidate) {
    return !settledMembers().isEmpty()
        && !settledMembers().contains(candidate.self())
        && candidate.copy.isNotAheadOf(copy.lastTerm(), copy.lastIndex());
  }

  private boolean hearsLeader() {
    long silence = nanoTime() - heardNanos;
    return leading != null
        || (hasHeard && leader.isPresent() && silence < times.electionTimeoutMin().toNanos());
  }

  private void lead() {
    checks.leads(copy.self(), copy.raftTerm());
    leading = new Leading(this);
    become(Role.LEADER, Optional.of(copy.self()));
    leading.start();
  }

  /// Follows a leader of a term not before this member's, or waits for one.
  void follow(long raftTerm, Optional<MemberId> newLeader) {
    copy.enterTerm(raftTerm);
    Leading was = leading;
    leading = null;
    become(idleRole(), newLeader);
    if (was != null) {
      was.end("another member leads, or none");
    }
  }

  private Role idleRole() {
    if (isFailed || isRemoved) {
      return Role.OFFLINE;
    }
    boolean listens =
        copy.configuration().members().stream()
            .anyMatch(member -> member.id().equals(copy.self()) && !member.votes());
    return listens ? Role.LISTENER : Role.FOLLOWER;
  }

  private void become(Role newRole, Optional<MemberId> newLeader) {
    role = newRole;
    leader = newLeader;
    tell();
  }

  // ---------------------------------------------------------------- what the machine hears

  /// Tells the machine what has changed.
  void tell() {
    Leadership now = leadership();
    if (!now.equals(told)) {
      told = now;
      later(Duration.ZERO, () -> machine.leadershipChanged(now));
    }
    Configuration configuration = copy.configuration();
    boolean isCommitted = configuration.isSettled() && copy.configurationIndex() <= commitIndex;
    if (!configuration.members().equals(toldConfiguration.members())
        || isCommitted != toldIsCommitted) {
      toldConfiguration = configuration;
      toldIsCommitted = isCommitted;
      later(Duration.ZERO, () -> machine.membersChanged(configuration.members(), isCommitted));
    }
  }

  // ---------------------------------------------------------------- following

  /// Takes what a leader sends.
  ///
  /// @return the last entry that is the leader's; empty if this member does not follow it
  Optional<Long> accept(SimulatedLog from) {
    if (from.copy.raftTerm() < copy.raftTerm()) {
      return Optional.empty();
    }
    if (role == Role.CANDIDATE
        || from.copy.raftTerm() > copy.raftTerm()
        || !leader.equals(Optional.of(from.self()))) {
      follow(from.copy.raftTerm(), Optional.of(from.self()));
    }
    hasHeard = true;
    heardNanos = nanoTime();
    resetElectionTimer();
    if (copy.lastIndex() < from.copy.lastIndex() && failsToWrite()) {
      return Optional.empty();
    }
    long match = copy.follow(from.copy, isSlow() ? 1 : Integer.MAX_VALUE);
    role = idleRole();
    wasMember |= copy.configuration().isMember(self());
    commit(Math.min(from.commitIndex, match));
    boolean isOut = !settledMembers().isEmpty() && !settledMembers().contains(self());
    if (wasMember && isOut && !from.wants(self())) {
      leaveForGood();
    }
    return Optional.of(match);
  }

  /// Whether a member is one, or about to be, as this one knows.
  private boolean wants(MemberId id) {
    return copy.configuration().isMember(id) || (leading != null && leading.isTakingIn(id));
  }

  /// Takes no part any more, since this is no member any more.
  void leaveForGood() {
    isRemoved = true;
    follow(copy.raftTerm(), Optional.empty());
  }

  /// Takes entries up to `index` for committed.
  void commit(long index) {
    commitIndex = Math.max(commitIndex, copy.snapshot().index());
    while (commitIndex < index) {
      commitIndex++;
      checks.committed(copy.self(), commitIndex, copy.entry(commitIndex));
    }
    tell();
    applyLater();
  }

  // ---------------------------------------------------------------- applying

  private void applyLater() {
    if (!isApplying && lastApplied < commitIndex) {
      isApplying = true;
      later(delay(faults().applyDelayMax()), this::applySome);
    }
  }

  private void applySome() {
    isApplying = false;
    LogSnapshot snapshot = copy.snapshot();
    if (lastApplied < snapshot.index()) {
      snapshot.restoreIn(machine);
      lastApplied = snapshot.index();
    }
    long end = Math.min(commitIndex, lastApplied + random.nextInt(1, APPLIED_AT_ONCE_MAX));
    while (lastApplied < end && !isClosed) {
      apply(lastApplied + 1);
    }
    answerReads();
    snapshotIfDue();
    applyLater();
  }

  private void apply(long index) {
    LogEntry entry = copy.entry(index);
    Bytes outcome =
        switch (entry) {
          case LogEntry.Command(var raftTerm, var bytes) -> machine.apply(index, raftTerm, bytes);
          case LogEntry.Opening _, LogEntry.Reconfigured _ -> Bytes.EMPTY;
        };
    lastApplied = index;
    checks.applied(copy.self(), index, outcome);
    if (leading != null) {
      leading.applied(index, outcome);
    }
  }

  private void snapshotIfDue() {
    OptionalLong droppable = machine.droppable();
    long index = Math.min(lastApplied, droppable.orElse(lastApplied));
    if (index - copy.snapshot().index() >= times.snapshotInterval()
        && disk.failure().isEmpty()
        && !isClosed) {
      Bytes state = LogSnapshot.stateOf(machine);
      if (droppable.isEmpty()) {
        checks.snapshot(copy.self(), index, state);
      }
      copy.compact(new LogSnapshot(index, copy.termAt(index), copy.configurationAt(index), state));
    }
  }

  // ---------------------------------------------------------------- disk

  /// Whether the disk cannot be written; then this member takes part no longer.
  boolean failsToWrite() {
    disk.failure().ifPresent(this::fail);
    return isFailed;
  }

  private void fail(LogFailure failure) {
    if (!isFailed) {
      isFailed = true;
      follow(copy.raftTerm(), Optional.empty());
      later(Duration.ZERO, () -> machine.failed(failure));
      later(times.heartbeatInterval(), this::recoverIfPossible);
    }
  }

  private void recoverIfPossible() {
    if (disk.failure().isPresent()) {
      later(times.heartbeatInterval(), this::recoverIfPossible);
      return;
    }
    isFailed = false;
    become(idleRole(), Optional.empty());
    resetElectionTimer();
    later(Duration.ZERO, machine::recovered);
  }

  // ---------------------------------------------------------------- ReplicatedLog

  @Override
  public MemberId self() {
    return copy.self();
  }

  @Override
  public CompletableFuture<ProposeResult> propose(Bytes command) {
    if (isClosed || isFailed) {
      return CompletableFuture.completedFuture(new ProposeResult.Unavailable(offlineReason()));
    }
    if (leading == null) {
      return CompletableFuture.completedFuture(new ProposeResult.NotLeader(leader));
    }
    return leading.propose(command);
  }

  private String offlineReason() {
    return self()
        + (isClosed ? " is closed" : isRemoved ? " is no member" : " cannot write its log");
  }

  @Override
  public CompletableFuture<ReadResult> awaitUpToDate() {
    var result = new CompletableFuture<ReadResult>();
    if (isClosed || isFailed || isRemoved) {
      result.complete(new ReadResult.Unavailable(offlineReason()));
      return result;
    }
    later(delay(faults().messageDelayMax()), () -> askLeader(result));
    return inTime(
        result, new ReadResult.Unavailable("not up to date in " + times.requestTimeout()));
  }

  private void askLeader(CompletableFuture<ReadResult> result) {
    SimulatedLog asked = leader.flatMap(this::find).orElse(null);
    if (asked == null || (asked != this && !asked.isReachedBy(this))) {
      result.complete(new ReadResult.Unavailable(self() + " reaches no leader"));
      return;
    }
    Leading askedLeading = asked.leading;
    if (askedLeading == null || !askedLeading.isReady()) {
      result.complete(new ReadResult.Unavailable(asked.self() + " does not lead, or not yet"));
      return;
    }
    var _ =
        askedLeading
            .confirmCommitted()
            .thenAccept(
                index -> {
                  if (asked == this || isReachedBy(asked)) {
                    reads.add(new Read(index, result));
                    later(Duration.ZERO, this::answerReads);
                  }
                });
  }

  private void answerReads() {
    for (Read read : List.copyOf(reads)) {
      if (read.index() <= lastApplied || read.result().isDone()) {
        reads.remove(read);
        read.result().complete(new ReadResult.UpToDate());
      }
    }
  }

  @Override
  public Leadership leadership() {
    return new Leadership(
        isClosed ? Role.OFFLINE : role,
        copy.raftTerm(),
        leader,
        leading != null && leading.isReady());
  }

  @Override
  public LogStatus status() {
    return new LogStatus(copy.entryCount(), commitIndex, lastApplied);
  }

  @Override
  public List<LogMember> members() {
    return copy.configuration().members();
  }

  @Override
  public CompletableFuture<ChangeResult> changeMembers(
      List<LogMember> expected, List<LogMember> members) {
    return leading == null ? notLeading() : leading.changeMembers(expected, members);
  }

  @Override
  public CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> candidates) {
    return leading == null ? notLeading() : leading.transferLeadership(candidates);
  }

  @Override
  public Map<MemberId, Long> progress() {
    return leading == null ? Map.of() : leading.progress();
  }

  private CompletableFuture<ChangeResult> notLeading() {
    return CompletableFuture.completedFuture(
        new ChangeResult.Failed(false, self() + " does not lead"));
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    logs.remove(this);
    copy.sync();
    electionTimer.cancel();
    Leading was = leading;
    leading = null;
    leader = Optional.empty();
    if (was != null) {
      was.end("closed");
    }
    List.copyOf(awaited).forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return copy.self() + " " + leadership() + " " + status();
  }
}
