package cwm.cluster.ratis;

import cwm.cluster.ClusterException;
import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogFailure;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.LogStatus;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.RaftCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServer.Division;
import org.apache.ratis.server.raftlog.RaftLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This member's copy of one log: a group of Ratis', and what goes on when Ratis has to be closed
/// under it.
///
/// When the log cannot be written, Ratis is lost: what it holds in memory is no longer what is on
/// disk. Its copy is closed, and opened again from the disk once a second until that works, while
/// this object and the machine remain what they were.
final class RatisLog implements ReplicatedLog {
  private static final Logger logger = LoggerFactory.getLogger(RatisLog.class);

  /// How often to look whether something has changed that Ratis does not tell.
  private static final Duration WATCH_INTERVAL_MAX = Duration.ofMillis(50);

  private static final Duration REOPEN_INTERVAL = Duration.ofSeconds(1);

  /// How long Ratis may take to open or close a copy.
  private static final Duration MANAGEMENT_TIMEOUT = Duration.ofSeconds(60);

  /// How many of the longest election timeouts a proposal or a read may take. A leader that lost
  /// its majority says so before; this is for disks and machines that are slow.
  private static final int PATIENCE = 3;

  private static final Duration PATIENCE_MIN = Duration.ofSeconds(5);

  private enum State {
    OPEN,
    /// The log cannot be written: Ratis is to be closed, and opened again when it can.
    FAILED,
    /// The same for another reason, of which nobody is told.
    REOPENING,
    /// The machine does not apply what was agreed on, which opening again would not mend.
    BROKEN,
    /// No member any more.
    DISMISSED,
    CLOSED
  }

  private final RatisLogHost host;
  private final RaftGroupId group;
  private final MemberId self;
  private final List<LogMember> founders;
  private final LogMachine machine;
  private final String name;

  private final SnapshotStore snapshots;
  private final LogFiles files;
  private final Applied applied;
  private final Leading leading;
  private final Proposals proposals;
  private final MemberChanges changes;
  private final Succession succession;
  private final ClientId client = ClientId.randomId();
  private final Executor appends;
  private final Executor notifications;
  private final Teller teller;

  // Guarded by this.
  private State state = State.CLOSED;
  private Optional<LogFailure> failure = Optional.empty();
  private boolean isReopening;

  private final Object closing = new Object();

  // Only the thread that opens it again uses this.
  private String reopenProblem = "";

  private volatile @Nullable Division division;
  private @Nullable ScheduledFuture<?> watch;

  RatisLog(
      RatisLogHost host,
      UUID groupId,
      MemberId self,
      List<LogMember> founders,
      LogMachine machine) {
    this.host = host;
    group = RaftGroupId.valueOf(groupId);
    this.self = self;
    this.founders = List.copyOf(founders);
    this.machine = machine;
    name = self.nodeId() + "/" + groupId;
    Path root = host.directory(groupId);
    snapshots = new SnapshotStore(root, settings().isDurable());
    files = new LogFiles(root, snapshots, RaftPeers.id(self), settings().isDurable());
    applied = new Applied(machine);
    RaftPeerId peer = RaftPeers.id(self);
    leading = new Leading(peer);
    proposals = new Proposals(group, peer, patience(), host.timer());
    changes = new MemberChanges(host, group, self, leading);
    succession = new Succession(host, group, self, this::lookSoon);
    appends = SerialTasks.named("cwm-log-appends");
    notifications = SerialTasks.named("cwm-log-events");
    teller = new Teller(machine, notifications);
  }

  LogSettings settings() {
    return host.settings();
  }

  /// Ratis' copy; nothing while it is being opened.
  Optional<Division> division() {
    return Optional.ofNullable(division);
  }

  RaftServer server() {
    return host.server();
  }

  Leading leading() {
    return leading;
  }

  Succession succession() {
    return succession;
  }

  /// Runs what the leader sends in its order.
  Executor appends() {
    return appends;
  }

  private Duration patience() {
    Duration patience = settings().electionTimeoutMax().multipliedBy(PATIENCE);
    return patience.compareTo(PATIENCE_MIN) < 0 ? PATIENCE_MIN : patience;
  }

  // ---------------------------------------------------------------- opening

  /// Opens this copy.
  ///
  /// @throws ClusterException `STORAGE`
  void open() {
    openRatis();
    synchronized (this) {
      state = State.OPEN;
    }
    Duration interval =
        settings().heartbeatInterval().compareTo(WATCH_INTERVAL_MAX) < 0
            ? settings().heartbeatInterval()
            : WATCH_INTERVAL_MAX;
    watch =
        host.timer()
            .scheduleWithFixedDelay(this::look, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void openRatis() {
    files.prepare();
    var stateMachine =
        new LogStateMachine(name, applied, snapshots, files, settings(), new Events());
    host.setStateMachine(group.getUuid(), stateMachine);
    RaftGroup opened = RaftGroup.valueOf(group, founders.stream().map(RaftPeers::peer).toList());
    try {
      manage(
          GroupManagementRequest.newAdd(
              client, RaftPeers.id(self), CallId.getAndIncrement(), opened, false));
      division = server().getDivision(group);
      files.noteBegun();
    } catch (IOException e) {
      stateMachine.unlock();
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "the log in %s cannot be opened: %s"
              .formatted(host.directory(group.getUuid()), Failures.allMessagesOf(e)),
          e);
    }
  }

  private void closeRatis() throws IOException {
    Division closing = division;
    division = null;
    if (closing != null) {
      manage(
          GroupManagementRequest.newRemove(
              client, RaftPeers.id(self), CallId.getAndIncrement(), group, false, false));
    }
  }

  private void manage(GroupManagementRequest request) throws IOException {
    try {
      var _ =
          server()
              .groupManagementAsync(request)
              .get(MANAGEMENT_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(Failures.messageOf(e), Failures.unwrap(e));
    } catch (TimeoutException e) {
      throw new IOException("not done within " + MANAGEMENT_TIMEOUT, e);
    }
  }

  // ---------------------------------------------------------------- proposing and reading

  @Override
  public MemberId self() {
    return self;
  }

  @Override
  public CompletableFuture<ProposeResult> propose(Bytes command) {
    if (command.size() > RaftSettings.COMMAND_BYTES_MAX) {
      return CompletableFuture.failedFuture(
          new ClusterException(
              ClusterException.Code.BAD_REQUEST,
              "a command of %d bytes; at most %d"
                  .formatted(command.size(), RaftSettings.COMMAND_BYTES_MAX)));
    }
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return CompletableFuture.completedFuture(new ProposeResult.Unavailable(obstacle.get()));
    }
    Division current = division;
    if (current != null && current.getInfo().isLeader() && host.room().isShort()) {
      return CompletableFuture.completedFuture(new ProposeResult.Unavailable(fullDisk()));
    }
    return proposals.propose(server(), command);
  }

  private String fullDisk() {
    return "the disk of %s has less than %d MiB left, so nothing more is written; make room there"
        .formatted(host.directory(group.getUuid()), DiskRoom.RESERVE_BYTES >> 20);
  }

  /// Why this member takes no part now, if so.
  private synchronized Optional<String> obstacle() {
    return switch (state) {
      case OPEN -> Optional.empty();
      case FAILED, BROKEN -> failure.map(LogFailure::message);
      case REOPENING -> Optional.of("the log is being opened again");
      case DISMISSED -> Optional.of(self + " is no member of this log any more");
      case CLOSED -> Optional.of("the log is closed");
    };
  }

  @Override
  public CompletableFuture<ReadResult> awaitUpToDate() {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return CompletableFuture.completedFuture(new ReadResult.Unavailable(obstacle.get()));
    }
    long start = System.nanoTime();
    return readIndex()
        .thenCompose(
            index -> {
              long restNanos = patience().toNanos() - (System.nanoTime() - start);
              return applied.await(index).orTimeout(Math.max(1, restNanos), TimeUnit.NANOSECONDS);
            })
        .handle(
            (_, problem) ->
                problem == null
                    ? new ReadResult.UpToDate()
                    : new ReadResult.Unavailable(reasonOf(problem)));
  }

  private static String reasonOf(Throwable problem) {
    return Failures.unwrap(problem) instanceof TimeoutException
        ? "it takes too long to apply what is committed"
        : Failures.messageOf(problem);
  }

  private CompletableFuture<Long> readIndex() {
    Division current = division;
    if (current == null) {
      return failed("the log is being opened again");
    }
    if (current.getInfo().isLeader()) {
      return ownReadIndex()
          .thenCompose(
              index ->
                  index
                      .map(CompletableFuture::completedFuture)
                      .orElseGet(() -> failed("no majority confirmed that this member leads")));
    }
    RaftPeerId leader = current.getInfo().getLeaderId();
    if (leader == null) {
      return failed("no leader is known");
    }
    var call =
        new RaftCall(
            group.getUuid().toString(),
            self.toString(),
            leader.toString(),
            CallId.getAndIncrement());
    return host.calls()
        .readIndex(call)
        .thenCompose(
            reply ->
                reply.accepted()
                    ? CompletableFuture.completedFuture(RaftMessages.inward(reply.index()))
                    : failed(leader + " could not confirm that it leads"));
  }

  private static CompletableFuture<Long> failed(String reason) {
    return CompletableFuture.failedFuture(
        new ClusterException(ClusterException.Code.NO_LEADER, reason));
  }

  /// See [Leading#readIndex]; nothing if this member does not lead.
  CompletableFuture<Optional<Long>> ownReadIndex() {
    Division current = division;
    return current == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : leading.readIndex(current, settings().electionTimeoutMax());
  }

  // ---------------------------------------------------------------- looking

  @Override
  public Leadership leadership() {
    Division current = division;
    if (current == null || !isTakingPart(current)) {
      long term = current == null ? 0 : current.getInfo().getCurrentTerm();
      return new Leadership(Leadership.Role.OFFLINE, term, Optional.empty(), false);
    }
    DivisionInfo info = current.getInfo();
    while (true) {
      long term = info.getCurrentTerm();
      RaftPeerRole raftRole = info.getCurrentRole();
      RaftPeerId leader = info.getLeaderId();
      boolean isReady = raftRole == RaftPeerRole.LEADER && info.isLeaderReady();
      if (term == info.getCurrentTerm() && raftRole == info.getCurrentRole()) {
        return new Leadership(
            RaftPeers.role(self, raftRole, current.getRaftConf()),
            term,
            Optional.ofNullable(leader).map(RaftPeers::member),
            isReady);
      }
    }
  }

  private synchronized boolean isTakingPart(Division current) {
    return state == State.OPEN && current.getInfo().isAlive();
  }

  @Override
  public LogStatus status() {
    Division current = division;
    long commitIndex = RaftLog.INVALID_LOG_INDEX;
    long count = 0;
    if (current != null && current.getInfo().isAlive()) {
      RaftLog log = current.getRaftLog();
      if (log.isOpened()) {
        commitIndex = log.getLastCommittedIndex();
        long start = log.getStartIndex();
        count = start < 0 ? 0 : log.getNextIndex() - start;
      }
    }
    return new LogStatus(
        count,
        RaftMessages.outward(Math.max(commitIndex, applied.index())),
        RaftMessages.outward(applied.index()));
  }

  @Override
  public List<LogMember> members() {
    Division current = division;
    return current == null ? List.of() : RaftPeers.members(current.getRaftConf());
  }

  // ---------------------------------------------------------------- changing members

  @Override
  public CompletableFuture<ChangeResult> changeMembers(
      List<LogMember> expected, List<LogMember> members) {
    return obstacle().map(RatisLog::notNow).orElseGet(() -> changes.change(expected, members));
  }

  @Override
  public CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> candidates) {
    Division current = division;
    return obstacle()
        .map(RatisLog::notNow)
        .orElseGet(
            () ->
                current == null
                    ? notNow("the log is being opened")
                    : changes.transfer(current, candidates));
  }

  @Override
  public Map<MemberId, Long> progress() {
    Division current = division;
    return current == null || !current.getInfo().isLeader() ? Map.of() : leading.progress(current);
  }

  private static CompletableFuture<ChangeResult> notNow(String reason) {
    return CompletableFuture.completedFuture(new ChangeResult.Failed(false, reason));
  }

  // ---------------------------------------------------------------- watching

  private final class Events implements LogStateMachine.Events {
    @Override
    public void changed() {
      lookSoon();
    }

    @Override
    public void leadershipLost() {
      leading.failReads();
      changed();
    }

    @Override
    public void logFailed(Throwable cause) {
      fail(State.FAILED, failureOf(cause));
    }

    @Override
    public void applyFailed(long index, Throwable cause) {
      String message =
          "entry %d could not be applied, which is a mistake in cwm: this member takes no part any more until it is started again: %s"
              .formatted(RaftMessages.outward(index), cause);
      logger.error("{}: entry {} was not applied", name, RaftMessages.outward(index), cause);
      fail(State.BROKEN, new LogFailure(false, message));
    }

    @Override
    public void closed() {
      Division current = division;
      if (current != null) { // Ratis did it by itself
        Thread.startVirtualThread(() -> closedBy(current));
      }
    }
  }

  private LogFailure failureOf(Throwable cause) {
    String reason = Failures.allMessagesOf(cause);
    boolean isFull = host.room().isShort() || reason.contains("No space left");
    return new LogFailure(
        isFull,
        isFull
            ? "%s; the log could not be written".formatted(fullDisk())
            : "the log in %s could not be written: %s; tries again every second"
                .formatted(host.directory(group.getUuid()), reason));
  }

  /// Ratis ends a copy when it is no member any more, and when it is at a loss.
  private void closedBy(Division closed) {
    if (!RaftPeers.members(closed.getRaftConf()).stream()
        .map(LogMember::id)
        .toList()
        .contains(self)) {
      dismiss();
    } else {
      fail(
          State.FAILED,
          failureOf(new IOException("Ratis has closed it for a reason that it logged")));
    }
  }

  /// A leader has said that this is no member any more.
  void dismiss() {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.DISMISSED;
    }
    logger.info("{}: {} is no member any more", name, self);
    lookSoon();
    notifications.execute(machine::dismissed);
  }

  private void fail(State failedState, LogFailure why) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = failedState;
      failure = Optional.of(why);
    }
    logger.error("{}: {}", name, why.message());
    leading.failReads();
    lookSoon();
    notifications.execute(() -> machine.failed(why));
    if (failedState == State.FAILED) {
      Thread.startVirtualThread(this::reopen);
    }
  }

  private void reopen() {
    synchronized (this) {
      if (!isToBeReopened() || isReopening) {
        return;
      }
      isReopening = true;
    }
    boolean isOpen = false;
    try {
      closeRatis();
      if (!host.room().isShort()) {
        openRatis();
        isOpen = true;
      }
    } catch (IOException | RuntimeException e) {
      noteProblem(Failures.allMessagesOf(e));
    }
    boolean hadFailed;
    synchronized (this) {
      isReopening = false;
      notifyAll();
      if (!isToBeReopened()) {
        return; // whoever closed it waits for this and closes it again
      }
      hadFailed = state == State.FAILED;
      if (isOpen) {
        state = State.OPEN;
        failure = Optional.empty();
      }
    }
    if (!isOpen) {
      host.later(REOPEN_INTERVAL, this::reopen);
      return;
    }
    if (hadFailed) {
      logger.info("{}: the log can be written again", name);
      notifications.execute(machine::recovered);
    }
    lookSoon();
  }

  /// Logs why the log cannot be opened, once and not every second.
  private void noteProblem(String problem) {
    if (!problem.equals(reopenProblem)) {
      reopenProblem = problem;
      logger.warn("{}: still cannot be opened: {}", name, problem);
    }
  }

  private synchronized boolean isToBeReopened() {
    return state == State.FAILED || state == State.REOPENING;
  }

  /// Ratis takes a member that was opened without knowing the members for a voter, and one that
  /// ceases to vote for one still. It would stand for election, find that it must not, and end.
  /// What it is, it finds in the log when it is opened again.
  private void becomeListener() {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.REOPENING;
    }
    Thread.startVirtualThread(this::reopen);
  }

  /// Looks at once whether something has changed, on a thread of the host's.
  void lookSoon() {
    try {
      host.timer().execute(this::look);
    } catch (RejectedExecutionException _) {
      logger.debug("{}: closed, so nobody is told", name);
    }
  }

  /// Looks whether something has changed, and tells the machine.
  private void look() {
    try {
      Division current = division;
      teller.tell(leadership());
      if (current != null && current.getInfo().isAlive()) {
        lookAtMembers(current);
        lookAtFollowers(current);
        succession.look(current);
      }
    } catch (RuntimeException e) {
      logger.error("{}: cannot see what has changed", name, e);
    }
  }

  private void lookAtMembers(Division current) {
    RaftConfiguration configuration = current.getRaftConf();
    List<LogMember> members = RaftPeers.members(configuration);
    if (members.isEmpty() || !current.getRaftLog().isOpened()) {
      return;
    }
    long committed = current.getRaftLog().getLastCommittedIndex();
    boolean isCommitted =
        RaftPeers.isStable(configuration)
            && committed >= 0
            && configuration.getLogEntryIndex() <= committed;
    teller.tell(members, isCommitted);
    if (isCommitted
        && RaftPeers.isListener(self, configuration)
        && current.getInfo().getCurrentRole() == RaftPeerRole.FOLLOWER) {
      becomeListener();
    }
  }

  /// Has this member give up leading when no majority answers.
  private void lookAtFollowers(Division current) {
    if (leading.isForsaken(current, settings().electionTimeoutMax())) {
      logger.warn(
          "{}: gives up leading, since no majority answers; term {}",
          name,
          current.getInfo().getCurrentTerm());
      leading.failReads();
      changes.stepDown();
    }
  }

  // ---------------------------------------------------------------- the end

  /// Deletes what was received of a snapshot before another one comes.
  void forgetTransfers() throws IOException {
    files.forgetTransfers();
  }

  @Override
  public void close() {
    synchronized (closing) { // who comes second waits for who came first
      if (isFirstToClose()) {
        leave();
      }
    }
  }

  private synchronized boolean isFirstToClose() {
    boolean isFirst = state != State.CLOSED;
    state = State.CLOSED;
    try {
      while (isReopening) {
        wait();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return isFirst;
  }

  private void leave() {
    ScheduledFuture<?> watching = watch;
    if (watching != null) {
      watching.cancel(false);
    }
    leading.failReads();
    try {
      closeRatis();
    } catch (IOException e) {
      logger.warn("{}: not closed in order: {}", name, Failures.allMessagesOf(e));
    }
    host.closed(group.getUuid());
  }
}
