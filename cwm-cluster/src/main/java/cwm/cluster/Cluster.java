package cwm.cluster;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.ratis.RatisLogHost;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command;
import cwm.cluster.state.CommandCodec;
import cwm.cluster.state.FormatException;
import cwm.cluster.state.Outcome;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.Received;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.Invitation;
import cwm.ipc.message.IpcMessage.JoinRequest;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.LockGrant;
import cwm.ipc.message.IpcMessage.LockRelease;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.IpcMessage.Propose;
import cwm.ipc.message.IpcMessage.StatusRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A node's part in a cluster.
///
/// ```java
/// try (Node node = Node.start(NodeConfig.builder("node-1").build());
///     Cluster cluster = Cluster.start(ClusterConfig.builder("node-1").build(), node)) {
///   cluster.join(Duration.ofMinutes(1));
///   try (LockHandle lock = cluster.acquireLock("reasoning_phase", Duration.ofSeconds(10))) {
///     // one node at a time
///   }
///   cluster.barrier("sync_point", 3).await(Duration.ofMinutes(1)); // all three go on together
/// }
/// ```
///
/// What is agreed on goes through a replicated log ([cwm.cluster.log]) of commands for a
/// [ClusterState]. A member that does not lead has its leader propose; the outcome comes back as
/// the answer, and soon after by the log.
///
/// Any thread may call. Methods that wait have a sibling whose name ends in `Async`, which does
/// not; what hangs on its future must not wait either.
public final class Cluster implements AutoCloseable {
  /// How long a node that cannot come back tries to leave in order.
  private static final Duration PARTING = Duration.ofSeconds(5);

  private static final Duration READ_RETRY = Duration.ofMillis(20);

  private final Core core;
  private final Departure departure;

  private Cluster(ClusterConfig config, Node node, Surroundings surroundings, Parts parts) {
    core = new Core(config, node, surroundings, parts);
    departure = new Departure(core);
  }

  /// Begins to take part: answers others, and finds, resumes or starts the cluster in the
  /// background. Does not wait.
  ///
  /// @param node the same node id; remains the caller's to close, after this
  /// @throws ClusterException `DATA_DIR_IN_USE`, `STORAGE`
  public static Cluster start(ClusterConfig config, Node node) {
    DataDirectory directory = DataDirectory.open(config.dataDir(), config.nodeId());
    try {
      return start(
          config,
          node,
          new Surroundings(
              new RatisLogHost(node, directory.logs(), logSettings(config)),
              directory,
              new SecureRandom()));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  static LogSettings logSettings(ClusterConfig config) {
    return new LogSettings(
        config.electionTimeoutMin(),
        config.electionTimeoutMax(),
        config.heartbeatInterval(),
        config.logCompactionThreshold(),
        config.snapshotInterval(),
        config.dataDir().isPresent());
  }

  /// The same, in surroundings of the caller's making.
  ///
  /// @throws ClusterException `STORAGE`
  public static Cluster start(ClusterConfig config, Node node, Surroundings surroundings) {
    return start(config, node, surroundings, new Parts());
  }

  static Cluster start(ClusterConfig config, Node node, Surroundings surroundings, Parts parts) {
    if (!config.nodeId().equals(node.id())) {
      throw new IllegalArgumentException(
          "nodeId '%s', but the node is '%s'".formatted(config.nodeId(), node.id()));
    }
    var cluster = new Cluster(config, node, surroundings, parts);
    cluster.listen(node);
    cluster.core.loop().execute(cluster.core::begin);
    return cluster;
  }

  private void listen(Node node) {
    Proposals proposals = core.proposals();
    Joining joining = core.joining();
    node.on(JoinRequest.class, received -> onLoop(() -> joining.answer(received)));
    node.on(Invitation.class, received -> onLoop(() -> joining.heed(received)));
    node.on(LeaveNotification.class, received -> onLoop(() -> departure.heed(received, PARTING)));
    node.on(
        LockRequest.class,
        received -> proposals.serve(received, Translation.command(received.message())));
    node.on(
        LockRelease.class,
        received -> proposals.serve(received, Translation.command(received.message())));
    node.on(
        BarrierEnter.class,
        received -> proposals.serve(received, Translation.command(received.message())));
    node.on(Propose.class, this::propose);
    node.on(
        LockGrant.class,
        received ->
            onLoop(
                () ->
                    core.sync()
                        .granted(received.message().requestId(), received.message().token())));
    node.on(
        BarrierRelease.class,
        received ->
            onLoop(
                () ->
                    core.sync()
                        .released(received.message().entryId(), received.message().generation())));
    node.on(StatusRequest.class, this::reportStatus);
  }

  /// What this node is made of, for tests.
  Core core() {
    return core;
  }

  private void onLoop(Runnable event) {
    core.loop().execute(event);
  }

  private void propose(Received<Propose> received) {
    try {
      core.proposals().serve(received, CommandCodec.decodeCommand(received.message().command()));
    } catch (FormatException e) {
      IpcMessage refusal =
          new ClusterReply(ClusterReplyStatus.REJECTED, IpcException.messageOf(e), "", Bytes.EMPTY);
      var _ = received.replyAsync(refusal);
    }
  }

  /// A member asks its leader for what that sees; a tool asks any node for the same.
  private void reportStatus(Received<StatusRequest> received) {
    boolean isTool = NodeConfig.isTool(received.peer());
    CompletableFuture<? extends IpcMessage> status =
        isTool ? core.health().ask() : CompletableFuture.completedFuture(core.health().own());
    var _ =
        status.thenAccept(
            reply -> {
              var _ = received.replyAsync(reply);
            });
  }

  // ---------------------------------------------------------------- membership

  /// Waits until this node is a member that is up to date.
  ///
  /// @throws ClusterException `TIMEOUT` with what is awaited; `NAME_TAKEN`, `REFUSED`, `STORAGE`,
  ///   `CLOSED`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void join(Duration timeout) throws InterruptedException {
    await(
        joinAsync(),
        timeout,
        () -> "'%s' is no member yet; it waits for %s".formatted(nodeId(), waitingFor()));
  }

  /// Done when this node is a member that is up to date.
  public CompletableFuture<@Nullable Void> joinAsync() {
    return core.joined().copy();
  }

  /// Whether this node is a member that has been up to date.
  public boolean isJoined() {
    return core.phase() == Core.Phase.MEMBER;
  }

  /// What start-up waits for, for people; empty if it waits for nothing.
  public String waitingFor() {
    return core.joining().waitingFor();
  }

  public String nodeId() {
    return core.nodeId();
  }

  /// The cluster's id, once there is one.
  public Optional<String> clusterId() {
    return core.identity().map(identity -> identity.clusterId().toString());
  }

  /// What this node is doing.
  public NodeState role() {
    return Health.state(core.leadership());
  }

  /// The leader's node id, if this node knows one.
  public Optional<String> leader() {
    return core.leadership().leader().map(MemberId::nodeId);
  }

  /// The members, by node id, as of the last entry that this node applied.
  public List<MemberInfo> members() {
    return core.replica().read(ClusterState::members).stream()
        .map(Core::info)
        .sorted(Comparator.comparing(MemberInfo::nodeId))
        .toList();
  }

  /// Has `listener` told of changes from now on.
  public void addListener(ClusterListener listener) {
    core.addListener(listener);
  }

  /// Gives up membership for good, hands over first, and forgets the log. Waits at most `timeout`.
  ///
  /// @throws ClusterException `TIMEOUT`, `NO_LEADER`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void leave(Duration timeout) throws InterruptedException {
    await(leaveAsync(timeout), timeout.plus(PARTING), () -> "the others do not let this node go");
  }

  /// Like [#leave], without waiting.
  public CompletableFuture<@Nullable Void> leaveAsync(Duration timeout) {
    return later(() -> departure.leave(timeout));
  }

  /// Has something done whenever this node is about to give up membership, by [#leave] or because
  /// somebody asks it to; not when it is removed. It leaves when the future is done, however that
  /// ends.
  ///
  /// @param farewell begins it, and does not wait
  public void beforeLeaving(Supplier<CompletableFuture<?>> farewell) {
    core.addFarewell(farewell);
  }

  /// Takes a member out that is gone for good, or sends a live one away.
  ///
  /// @throws ClusterException `BAD_REQUEST` if there is no such member; `TIMEOUT`, `NO_LEADER`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void remove(String nodeId, Duration timeout) throws InterruptedException {
    await(
        later(() -> departure.remove(nodeId, timeout)),
        timeout.plus(PARTING),
        () -> "'%s' is not removed yet".formatted(nodeId));
  }

  // ---------------------------------------------------------------- watching

  /// How the cluster is. Asks the leader, and waits for the answer no longer than a heartbeat.
  public ClusterHealth health() {
    return healthAsync().join();
  }

  /// Like [#health], without waiting.
  public CompletableFuture<ClusterHealth> healthAsync() {
    return core.health().ask().thenApply(Health::health);
  }

  /// The cluster in numbers. Waits as [#health] does.
  public ClusterStats stats() {
    return core.health().ask().thenApply(Health::stats).join();
  }

  /// A digest of all that is agreed on, and up to which entry: equal logs give equal digests.
  public StateDigest digest() {
    return core.replica().read(state -> new StateDigest(state.lastApplied(), state.digest()));
  }

  /// Waits until this node has applied all that was committed when this was called, so that what it
  /// then reads here is linearizable.
  ///
  /// @throws ClusterException `NO_LEADER`, `TIMEOUT`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public void awaitUpToDate(Duration timeout) throws InterruptedException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        Duration left = Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
        await(awaitUpToDateAsync(), left, () -> "no leader has answered");
        return;
      } catch (ClusterException e) {
        // A leader may be about to be elected.
        boolean isLate = System.nanoTime() + READ_RETRY.toNanos() - endNanos > 0;
        if (e.code() != ClusterException.Code.NO_LEADER || isLate) {
          throw e;
        }
      }
      Thread.sleep(READ_RETRY);
    }
  }

  /// Like [#awaitUpToDate], without waiting.
  public CompletableFuture<@Nullable Void> awaitUpToDateAsync() {
    return core.awaitUpToDate()
        .<@Nullable Void>thenApply(
            result -> {
              if (result instanceof ReadResult.Unavailable(var reason)) {
                throw new ClusterException(ClusterException.Code.NO_LEADER, reason);
              }
              return null;
            });
  }

  // ---------------------------------------------------------------- what nodes do together

  /// This node, whose sessions lead to the other members.
  public Node node() {
    return core.node();
  }

  /// What nodes do together, as of the last entry that this node applied.
  public Agenda agenda() {
    return core.replica().read(ClusterState::agenda);
  }

  /// The index of the last entry that this node applied.
  public long lastApplied() {
    return core.replica().read(ClusterState::lastApplied);
  }

  /// Which life of this node the members know it by; nothing before it has a cluster.
  public Optional<String> incarnation() {
    return core.identity().map(Identity::incarnation);
  }

  /// Who this node is among the members.
  ///
  /// @throws ClusterException `CLOSED` without a cluster
  public MemberId self() {
    return new MemberId(core.nodeId(), requireIdentity().incarnation());
  }

  /// Opens this node's copy of a log of some members, besides the cluster's own: goes on with the
  /// one it keeps, or begins an empty one. May take a while. Closed with the cluster.
  ///
  /// @param name names it among the logs of this cluster
  /// @param founders its first members, this node among them
  /// @throws ClusterException `CLOSED` without a cluster; `STORAGE` if what is on disk cannot be
  ///   read or written
  public ReplicatedLog openLog(String name, List<LogMember> founders, LogMachine machine) {
    return core.logs().open(groupOf(name), self(), founders, machine);
  }

  /// Applies all that this node's closed copy of such a log holds to a new machine, agreed on or
  /// not, for when nobody is left to agree with; nothing if it keeps none. May take a while.
  ///
  /// @throws ClusterException `CLOSED` without a cluster; `STORAGE` if what is on disk cannot be
  ///   read
  public void salvageLog(String name, LogMachine machine) {
    core.logs().salvage(groupOf(name), self(), machine);
  }

  /// Deletes this node's closed copy of such a log, if there is one.
  ///
  /// @throws ClusterException `CLOSED` without a cluster; `STORAGE`
  public void deleteLog(String name) {
    UUID group = groupOf(name);
    if (core.logs().keeps(group)) {
      core.logs().delete(group);
    }
  }

  /// Deletes this node's closed copies of such logs, but for some.
  ///
  /// @param names of those that stay; all that are open are among them
  /// @throws ClusterException `CLOSED` without a cluster; `STORAGE`
  public void deleteOtherLogs(Collection<String> names) {
    Set<UUID> others = new HashSet<>(core.logs().kept());
    others.remove(requireIdentity().clusterId());
    names.forEach(name -> others.remove(groupOf(name)));
    others.forEach(core.logs()::delete);
  }

  private Identity requireIdentity() {
    return core.identity()
        .orElseThrow(
            () ->
                new ClusterException(
                    ClusterException.Code.CLOSED, "this node has no cluster; join one first"));
  }

  private UUID groupOf(String name) {
    String text = requireIdentity().clusterId() + "/" + name;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether what this node keeps of logs outlives its process.
  public boolean isDurable() {
    return core.logs().isDurable();
  }

  /// Has a command committed, whoever leads.
  ///
  /// The future fails with a [ClusterException] `TIMEOUT` or `NO_LEADER`, and then the command may
  /// still be committed later; with `BAD_REQUEST`, and then it is not; or with `CLOSED`.
  public CompletableFuture<Outcome> submitAsync(Command command, Duration timeout) {
    return later(() -> core.proposals().submit(command, timeout));
  }

  // ---------------------------------------------------------------- locks and barriers

  /// Acquires a lock.
  ///
  /// @throws ClusterException `TIMEOUT` with who has it; `BAD_REQUEST`, `CLOSED`
  /// @throws InterruptedException if the thread is interrupted meanwhile; the lock is then not held
  public LockHandle acquireLock(String name, Duration timeout) throws InterruptedException {
    return held(acquireLockAsync(name, timeout));
  }

  /// Like [#acquireLock], without waiting; cancelling the future gives the wish up.
  public CompletableFuture<LockHandle> acquireLockAsync(String name, Duration timeout) {
    return core.sync().acquire(name, Optional.of(timeout));
  }

  /// Acquires a lock, however long that takes.
  ///
  /// @throws ClusterException `BAD_REQUEST`, `CLOSED`
  /// @throws InterruptedException if the thread is interrupted meanwhile; the lock is then not held
  public LockHandle lock(String name) throws InterruptedException {
    return held(core.sync().acquire(name, Optional.empty()));
  }

  private static LockHandle held(CompletableFuture<LockHandle> future) throws InterruptedException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      if (!future.cancel(false) && !future.isCompletedExceptionally()) {
        var _ = future.join().releaseAsync();
      }
      throw e;
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /// The same as [LockHandle#release].
  public void releaseLock(LockHandle lock) {
    lock.release();
  }

  /// A barrier for `count` participants of the whole cluster.
  public Barrier barrier(String name, int count) {
    return new ClusterBarrier(core.sync(), name, count);
  }

  // ---------------------------------------------------------------- the end

  /// Takes part no longer: gives its locks back, and a leader hands over first. With a data
  /// directory the node remains a member, to be started again; without one it leaves, as far as the
  /// others can be reached, since what it knew is gone.
  @Override
  public void close() {
    if (core.phase() == Core.Phase.MEMBER) {
      awaitQuietly(
          later(() -> core.sync().end("this node is closed").thenCompose(_ -> stepAside())));
    }
    var closed = new CompletableFuture<@Nullable Void>();
    core.loop()
        .execute(
            () -> {
              core.close();
              closed.complete(null);
            });
    awaitQuietly(closed);
  }

  /// Ends this node's part at once, as a crash would, and remains a member: for a cluster whose
  /// nodes all end. [#close] does nothing after this.
  public void abandon() {
    awaitQuietly(
        later(
            () -> {
              core.close();
              return CompletableFuture.<@Nullable Void>completedFuture(null);
            }));
  }

  private CompletableFuture<@Nullable Void> stepAside() {
    if (core.config().dataDir().isEmpty()) {
      return departure.leave(PARTING);
    }
    return core.replicatedLog()
        .map(departure::handOver)
        .orElseGet(() -> CompletableFuture.completedFuture(new ChangeResult.Done()))
        .<@Nullable Void>thenApply(_ -> null);
  }

  /// Waits for a while, and goes on whatever comes.
  private static void awaitQuietly(CompletableFuture<?> future) {
    try {
      future.get(PARTING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // What could be done was tried.
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> later(
      Supplier<CompletableFuture<T>> event) {
    var done = new CompletableFuture<T>();
    core.loop()
        .execute(
            () ->
                core.loop()
                    .when(
                        event.get(),
                        (value, failure) -> {
                          if (failure != null) {
                            done.completeExceptionally(failure);
                          } else {
                            done.complete(value);
                          }
                        }));
    return done;
  }

  static <T extends @Nullable Object> T await(
      CompletableFuture<T> future, Duration timeout, Supplier<String> what)
      throws InterruptedException {
    try {
      return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ClusterException(ClusterException.Code.TIMEOUT, what.get(), e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /// The reason in an exception of this thread.
  private static ClusterException failure(ExecutionException e) {
    return e.getCause() instanceof ClusterException cause
        ? new ClusterException(cause.code(), IpcException.messageOf(cause), cause)
        : new ClusterException(ClusterException.Code.CLOSED, String.valueOf(e.getCause()), e);
  }
}
