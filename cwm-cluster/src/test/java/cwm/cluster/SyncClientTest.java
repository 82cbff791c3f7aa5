package cwm.cluster;

import static cwm.cluster.TestCluster.PATIENCE;
import static cwm.cluster.TestCluster.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cwm.cluster.log.ProposeResult;
import cwm.cluster.state.Barrier;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Lock;
import cwm.cluster.state.Request;
import cwm.cluster.state.Session;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of locks and barriers when callers go away, answers are lost, sessions end and
/// leaders are slow.
@Timeout(60)
class SyncClientTest {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LONG_LEASE = Duration.ofMinutes(1);

  private final TestCluster nodes =
      new TestCluster()
          .withClusters(builder -> builder.lease(LEASE))
          .withLogs(host -> new GatedLogs(host, (command, pass) -> gate().propose(command, pass)));
  private volatile GatedLogs.Gate gate = (_, pass) -> pass.get();

  @TempDir private Path temporary;

  private GatedLogs.Gate gate() {
    return gate;
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private static <T> T read(Cluster cluster, Function<ClusterState, T> reader) {
    return cluster.core().replica().read(reader);
  }

  private static List<String> sessionOwners(Cluster cluster) {
    return read(cluster, ClusterState::sessions).stream().map(Session::nodeId).toList();
  }

  private static List<Request> entered(Cluster cluster, String barrier) {
    return read(cluster, state -> state.barrier(barrier)).map(Barrier::entered).orElse(List.of());
  }

  // ---------------------------------------------------------------- leases

  @Test
  void sessionsThatOthersOpenDoNotProlongTheLeaseOfTheDead() throws Exception {
    nodes.join("node-1");
    nodes.join("node-2", "node-1");
    Cluster third = nodes.join("node-3", "node-1");
    Cluster fourth = nodes.join("node-4", "node-1");
    third.acquireLock("l", PATIENCE);
    nodes.crash("node-3");
    CompletableFuture<LockHandle> next =
        nodes.cluster("node-1").acquireLockAsync("l", PATIENCE.multipliedBy(2));
    while (!next.isDone()) {
      fourth.acquireLock("m", PATIENCE).release();
      until("the end of the idle session", () -> !sessionOwners(fourth).contains("node-4"));
    }
    next.get().release();
  }

  /// A renewal that is applied while the leader is busy must count before the leader looks at
  /// leases again.
  @Test
  void aLeaderThatWasBusyForALeaseEndsNoSessionThatWasRenewed() throws Exception {
    Cluster leader = nodes.join("node-1");
    Cluster other = nodes.join("node-2", "node-1");
    assertThat(leader.role()).isEqualTo(NodeState.LEADER);
    LockHandle held = other.acquireLock("l", PATIENCE);
    var busy = new CountDownLatch(1);
    leader.core().loop().execute(() -> awaitQuietly(busy));
    long begun = System.nanoTime();
    until("a lease and a half", () -> System.nanoTime() - begun > LEASE.toNanos() * 3 / 2);
    assertThat(held.isHeld()).isTrue();
    busy.countDown();
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> leader.acquireLock("l", LEASE))
        .matches(e -> e.code() == ClusterException.Code.TIMEOUT);
    assertThat(held.isHeld()).isTrue();
    held.release();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSessionThatTookItsWholeLeaseToOpenIsNotUsed() throws Exception {
    Cluster alone = nodes.join("node-1");
    var isFirst = new AtomicBoolean(true);
    gate =
        (command, pass) ->
            command instanceof OpenSession && isFirst.getAndSet(false)
                ? pass.get().thenCompose(result -> later(result, LEASE))
                : pass.get();
    alone.acquireLock("l", PATIENCE).release();
  }

  private static CompletableFuture<ProposeResult> later(ProposeResult result, Duration delay) {
    return CompletableFuture.supplyAsync(
        () -> result, CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  @Test
  void aSessionThatIsGivenUpIsClosed() throws Exception {
    Cluster alone = nodes.join("node-1");
    Queue<Command> commands = new ConcurrentLinkedQueue<>();
    LockHandle held = alone.acquireLock("l", PATIENCE);
    gate =
        (command, pass) -> {
          commands.add(command);
          CompletableFuture<ProposeResult> result = pass.get();
          return command instanceof RenewSession
              ? result.thenCompose(_ -> GatedLogs.unknown())
              : result;
        };
    CompletableFuture<LockHandle> next = alone.acquireLockAsync("l", PATIENCE);
    until("the end of the lease", () -> !held.isHeld());
    next.get().release();
    assertThat(commands).anyMatch(CloseSession.class::isInstance);
    held.release();
  }

  @Test
  void locksAreFreeOnceTheirNodeIsClosedInOrder() throws Exception {
    nodes.withClusters(builder -> builder.lease(LONG_LEASE));
    for (String id : List.of("node-1", "node-2", "node-3")) {
      List<String> seeds = id.equals("node-1") ? List.of() : List.of("node-1");
      nodes.start(id, seeds, Optional.of(temporary.resolve(id))).join(PATIENCE);
    }
    LockHandle held = nodes.cluster("node-3").acquireLock("l", PATIENCE);
    nodes.close("node-3");
    assertThat(held.isHeld()).isFalse();
    nodes.cluster("node-2").acquireLock("l", PATIENCE).release();
  }

  /// Session numbers of one cluster mean something else in another.
  @Test
  void aSessionEndsWithTheClusterThatItWasOf() throws Exception {
    nodes.withClusters(builder -> builder.lease(LONG_LEASE));
    Cluster alone = nodes.join("node-1");
    LockHandle held = alone.acquireLock("l", PATIENCE);
    alone.core().loop().execute(() -> alone.core().giveUpOwnCluster(List.of()));
    until("the lock to be lost", () -> !held.isHeld());
    held.release();
  }

  // ---------------------------------------------------------------- callers that go away

  @Test
  void aFutureThatItsCallerCompletesGivesTheWishUp() throws Exception {
    Cluster alone = nodes.join("node-1");
    LockHandle held = alone.acquireLock("l", PATIENCE);
    CompletableFuture<LockHandle> second = alone.acquireLockAsync("l", PATIENCE);
    CompletableFuture<Long> arrived = alone.barrier("b", 2).awaitAsync(PATIENCE);
    until("both to wait", () -> queueLength(alone, "l") == 1 && !entered(alone, "b").isEmpty());
    second.completeExceptionally(new IllegalStateException("enough"));
    arrived.completeExceptionally(new IllegalStateException("enough"));
    until("none to wait", () -> queueLength(alone, "l") == 0 && entered(alone, "b").isEmpty());
    held.release();
  }

  private static int queueLength(Cluster cluster, String lock) {
    return read(cluster, state -> state.lock(lock)).map(Lock::queue).orElse(List.of()).size();
  }

  /// The caller of each attempt goes away at another moment, by another way, while answers are lost
  /// and sessions end.
  @RandomSeeds(6)
  void nothingIsLeftBehindByThoseWhoWentAway(long seed) throws Exception {
    Cluster first = nodes.join("node-1");
    Cluster second = nodes.join("node-2", "node-1");
    List<Cluster> clusters = List.of(first, second);
    var random = new RandomSource(seed);
    var losses = new AtomicInteger();
    gate =
        (_, pass) ->
            losses.incrementAndGet() % 7 == 0
                ? pass.get().thenCompose(_ -> GatedLogs.unknown())
                : losses.get() % 11 == 0 ? GatedLogs.unknown() : pass.get();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      var own = new RandomSource(random.nextLong());
      Cluster cluster = random.pick(clusters);
      threads.add(Thread.ofVirtual().start(() -> comeAndGo(cluster, own)));
    }
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(random.between(1, 60)))) {
        random.pick(threads).interrupt();
      }
    }
    gate = (_, pass) -> pass.get();
    for (Cluster cluster : clusters) {
      // A node closes its session when nothing needs it any more: so nothing has been forgotten.
      until("no sessions", () -> sessionOwners(cluster).isEmpty());
      assertThat(read(cluster, ClusterState::locks)).isEmpty();
      assertThat(entered(cluster, "b")).isEmpty();
    }
  }

  private static void comeAndGo(Cluster cluster, RandomSource random) {
    for (int i = 0; i < 25; i++) {
      Duration patience = Duration.ofMillis(random.between(0, 120));
      try {
        if (random.oneIn(3)) {
          cluster.barrier("b", 2).await(patience);
        } else if (random.oneIn(2)) {
          waitBriefly(cluster.acquireLockAsync("l", PATIENCE), patience);
        } else {
          LockHandle lock = cluster.acquireLock("l", patience);
          if (random.oneIn(2)) {
            lock.release();
          } else {
            var _ = lock.releaseAsync();
          }
        }
      } catch (InterruptedException _) {
        // Whatever was begun is given up.
      } catch (ClusterException e) {
        assertThat(e.code())
            .isIn(ClusterException.Code.TIMEOUT, ClusterException.Code.SESSION_LOST);
      }
    }
  }

  private static void waitBriefly(CompletableFuture<LockHandle> future, Duration patience)
      throws InterruptedException {
    try {
      future.get(patience.toNanos(), TimeUnit.NANOSECONDS).release();
    } catch (TimeoutException _) {
      // Given up below.
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(ClusterException.class);
    } finally {
      if (!future.cancel(false) && !future.isCompletedExceptionally()) {
        var _ = future.join().releaseAsync();
      }
    }
  }

  @Test
  void nothingWaitsWithoutEnd() throws Exception {
    Cluster alone = nodes.join("node-1");
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
    LockHandle held = alone.acquireLock("l", forEver);
    assertThat(alone.barrier("b", 1).await(forEver)).isZero();
    CompletableFuture<LockHandle> next = alone.acquireLockAsync("l", forEver);
    held.release();
    next.get().release();
  }

  // ---------------------------------------------------------------- barriers

  @Test
  void barriersMayOpenFasterThanSessionsAreRenewed() throws InterruptedException {
    nodes.withClusters(builder -> builder.lease(LONG_LEASE));
    Cluster alone = nodes.join("node-1");
    cwm.cluster.Barrier barrier = alone.barrier("b", 1);
    for (int i = 0; i < 1_200; i++) {
      assertThat(barrier.await(PATIENCE)).isEqualTo(i);
    }
  }

  @Test
  void anArrivalThatIsLateIsNotTakenForALostSession() throws Exception {
    Cluster alone = nodes.join("node-1");
    var entering = new CompletableFuture<@Nullable Void>(); // once the place has been given up
    gate =
        (command, pass) -> {
          if (command instanceof EnterBarrier) {
            return entering.thenCompose(_ -> pass.get());
          }
          if (command instanceof LeaveBarrier) {
            return pass.get()
                .thenCompose(
                    result -> {
                      entering.complete(null);
                      return later(result, Duration.ofMillis(200));
                    });
          }
          return pass.get();
        };
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> alone.barrier("b", 2).await(Duration.ofMillis(50)))
        .matches(e -> e.code() == ClusterException.Code.TIMEOUT);
  }

  // ---------------------------------------------------------------- what cannot be

  @Test
  void whatCannotBeAskedForIsRefusedAtOnce() throws InterruptedException {
    nodes.withClusters(builder -> builder.lease(LONG_LEASE));
    nodes.join("node-1");
    nodes.join("node-2", "node-1");
    for (Cluster cluster : nodes.clusters()) {
      for (String name : List.of("", "x".repeat(200), "x".repeat(100_000), "\ud800")) {
        assertThatExceptionOfType(ClusterException.class)
            .isThrownBy(() -> cluster.acquireLock(name, PATIENCE))
            .matches(e -> e.code() == ClusterException.Code.BAD_REQUEST);
      }
      for (int count : List.of(0, -1, 1_001)) {
        assertThatExceptionOfType(ClusterException.class)
            .as("%d at %s", count, cluster.nodeId())
            .isThrownBy(() -> cluster.barrier("b", count).await(PATIENCE))
            .matches(e -> e.code() == ClusterException.Code.BAD_REQUEST);
      }
    }
  }
}
