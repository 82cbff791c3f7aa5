package cwm.simulation;

import cwm.cluster.Cluster;
import cwm.cluster.LockHandle;
import cwm.cluster.history.HistoryEvent.Kind;
import cwm.simulation.HistoryRecorder.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Takes locks and passes barriers on all nodes of a [SimulatedCluster], at random, in all their
/// lives, and checks what comes of it.
public final class RandomClients implements LifeListener {
  private static final int LOCK_CLIENTS_PER_NODE = 2;
  private static final int BARRIER_CLIENTS_PER_NODE = 2;
  private static final int LOCK_COUNT = 2;
  private static final int BARRIER_COUNT = 2;
  private static final Duration REST_MAX = Duration.ofMillis(400);
  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(5);
  private static final Duration SHORT_HOLD_MAX = Duration.ofMillis(300);
  private static final Duration LONG_HOLD_MAX = SimulatedCluster.LEASE.multipliedBy(3);
  private static final Duration WRITE_INTERVAL_MAX = Duration.ofMillis(100);

  private final SimulatedCluster cluster;
  private final RandomGenerator random;
  private final LockChecks lockChecks;
  private final BarrierChecks barrierChecks;
  private final HistoryRecorder history;
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean isOver;

  /// What a client of a life waits for.
  private record Waiting(SimulatedNode node, int life, CompletableFuture<?> result, String what) {
    boolean isOver() {
      return result.isDone() || !node.isUp() || node.lifeCount() != life;
    }
  }

  /// Begins with each node that starts from now on.
  public RandomClients(SimulatedCluster cluster) {
    this.cluster = cluster;
    random = cluster.random();
    lockChecks = new LockChecks(cluster);
    barrierChecks = new BarrierChecks(cluster);
    history = new HistoryRecorder(cluster);
    cluster.addListener(this);
  }

  /// How often a lock was granted.
  public int grantCount() {
    return lockChecks.grantCount();
  }

  /// How often somebody came too late with a lock that it had.
  public int refusalCount() {
    return lockChecks.refusalCount();
  }

  /// How often a barrier has opened.
  public int openingCount() {
    return barrierChecks.openingCount();
  }

  /// Begins with a node that is a member.
  @Override
  public void started(SimulatedNode node) {
    var _ =
        node.cluster()
            .joinAsync()
            .thenRun(
                () -> {
                  for (int i = 0; i < LOCK_CLIENTS_PER_NODE; i++) {
                    rest(node, () -> acquire(node));
                  }
                  for (int i = 0; i < BARRIER_CLIENTS_PER_NODE; i++) {
                    rest(node, () -> arrive(node));
                  }
                });
  }

  private void rest(SimulatedNode node, Runnable next) {
    node.later(
        cluster.randomUpTo(REST_MAX),
        () -> {
          if (!isOver) {
            next.run();
          }
        });
  }

  private <T extends @Nullable Object> CompletableFuture<T> await(
      SimulatedNode node, CompletableFuture<T> result, String what) {
    waiting.removeIf(Waiting::isOver);
    waiting.add(new Waiting(node, node.lifeCount(), result, what));
    return result;
  }

  /// Goes on when a future is done; what fails then is not to be lost.
  private <T extends @Nullable Object> void then(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> next) {
    var _ =
        future.whenComplete(
            (value, failure) -> {
              try {
                next.accept(value, failure);
              } catch (RuntimeException e) {
                cluster.problem("a client fails: " + e);
              }
            });
  }

  private static String clusterId(Cluster part) {
    return part.clusterId().orElse("none");
  }

  // ---------------------------------------------------------------- locks

  private void acquire(SimulatedNode node) {
    Cluster part = node.cluster();
    String clusterId = clusterId(part);
    String lock = "lock-" + random.nextInt(LOCK_COUNT);
    Duration timeout = cluster.randomUpTo(TIMEOUT_MAX);
    Request request = history.begin(node, lock, clusterId);
    history.add(Kind.ACQUIRE_CALLED, request, 0, 0);
    CompletableFuture<LockHandle> result = await(node, part.acquireLockAsync(lock, timeout), lock);
    if (random.nextInt(10) == 0) {
      node.later(cluster.randomUpTo(timeout), () -> result.cancel(false));
    }
    then(
        result,
        (handle, _) -> {
          boolean isSameCluster = clusterId.equals(clusterId(part));
          if (handle != null && isSameCluster) {
            granted(new Holding(node, clusterId, request, handle));
          } else {
            history.add(Kind.ACQUIRE_FAILED, request, 0, 0);
            if (handle != null) {
              var _ = handle.releaseAsync();
            }
            rest(node, () -> acquire(node));
          }
        });
  }

  /// A lock that a client has, or had.
  private record Holding(SimulatedNode node, String clusterId, Request request, LockHandle handle) {
    long session() {
      return handle.session();
    }
  }

  private void granted(Holding holding) {
    long token = holding.handle().token();
    history.add(Kind.ACQUIRED, holding.request(), holding.session(), token);
    lockChecks.granted(holding.clusterId(), holding.node(), holding.handle());
    Duration max = random.nextInt(3) == 0 ? LONG_HOLD_MAX : SHORT_HOLD_MAX;
    use(holding, cluster.time().plus(cluster.randomUpTo(max)).toNanos());
  }

  /// Writes again and again, as a careless client: it looks only now and then whether it still
  /// holds the lock.
  private void use(Holding holding, long endNanos) {
    boolean looks = random.nextBoolean();
    LockHandle handle = holding.handle();
    if (cluster.time().toNanos() >= endNanos || isOver || (looks && !handle.isHeld())) {
      release(holding);
    } else {
      if (lockChecks.writes(holding.clusterId(), holding.node(), handle)) {
        history.addWrite(holding.request(), handle.token());
      }
      holding.node().later(cluster.randomUpTo(WRITE_INTERVAL_MAX), () -> use(holding, endNanos));
    }
  }

  private void release(Holding holding) {
    SimulatedNode node = holding.node();
    history.add(Kind.RELEASE_CALLED, holding.request(), holding.session(), 0);
    CompletableFuture<?> released =
        this.<@Nullable Void>await(
            node, holding.handle().releaseAsync(), "release of " + holding.handle());
    boolean waits = random.nextInt(10) > 0;
    then(
        released,
        (_, _) -> {
          history.add(Kind.RELEASED, holding.request(), holding.session(), 0);
          if (waits) {
            rest(node, () -> acquire(node));
          }
        });
    if (!waits) {
      rest(node, () -> acquire(node));
    }
  }

  // ---------------------------------------------------------------- barriers

  private void arrive(SimulatedNode node) {
    Cluster part = node.cluster();
    int number = random.nextInt(BARRIER_COUNT);
    String name = "barrier-" + number;
    int count = 2 + number % Math.max(1, cluster.nodes().size() - 1);
    var arrival = barrierChecks.arrived(node, name, count);
    String clusterId = clusterId(part);
    Request request = history.begin(node, name, clusterId);
    history.add(Kind.ENTER_CALLED, request, 0, count);
    CompletableFuture<Long> result =
        await(node, part.barrier(name, count).awaitAsync(cluster.randomUpTo(TIMEOUT_MAX)), name);
    then(
        result,
        (generation, failure) -> {
          if (generation != null && clusterId.equals(clusterId(part))) {
            history.add(Kind.PASSED, request, 0, generation);
            barrierChecks.passed(arrival, clusterId, generation);
          } else {
            history.add(Kind.ENTER_FAILED, request, 0, 0);
            barrierChecks.failed(arrival, failure);
          }
          rest(node, () -> arrive(node));
        });
  }

  // ---------------------------------------------------------------- the end

  /// Stops, and checks that everybody got an answer and that no lock is lost. Everything is
  /// repaired.
  public void settle() {
    isOver = true;
    cluster.note("clients stop");
    Duration limit = SimulatedCluster.LEASE.multipliedBy(3).plus(TIMEOUT_MAX).plus(LONG_HOLD_MAX);
    boolean isAnswered = cluster.runUntil(() -> waiting.stream().allMatch(Waiting::isOver), limit);
    if (!isAnswered) {
      waiting.removeIf(Waiting::isOver);
      cluster.problem("no answer in " + limit + ": " + waiting);
    }
    cluster.settle(Duration.ofSeconds(30));
    for (int i = 0; i < LOCK_COUNT; i++) {
      acquireAll("lock-" + i);
    }
    passTogether();
    barrierChecks.check();
    history.check();
  }

  /// Has all nodes want a lock at once; one after the other gets it.
  private void acquireAll(String lock) {
    Duration limit = SimulatedCluster.LEASE.multipliedBy(2);
    List<CompletableFuture<?>> released = new ArrayList<>();
    for (SimulatedNode node : cluster.nodes()) {
      CompletableFuture<LockHandle> asked = node.cluster().acquireLockAsync(lock, limit);
      released.add(
          asked.thenCompose(
              handle -> {
                lockChecks.granted(clusterId(node.cluster()), node, handle);
                return handle.releaseAsync();
              }));
    }
    cluster.runUntil(
        () -> released.stream().allMatch(CompletableFuture::isDone), limit.multipliedBy(2));
    if (released.stream()
        .anyMatch(future -> !future.isDone() || future.isCompletedExceptionally())) {
      cluster.problem(
          "%s is lost: after everything was repaired, not all get it: %s"
              .formatted(lock, released));
    }
  }

  private void passTogether() {
    int count = cluster.nodes().size();
    Duration limit = SimulatedCluster.LEASE.multipliedBy(2);
    List<CompletableFuture<Long>> results = new ArrayList<>();
    for (SimulatedNode node : cluster.nodes()) {
      results.add(node.cluster().barrier("the last", count).awaitAsync(limit));
    }
    cluster.runUntil(
        () -> results.stream().allMatch(CompletableFuture::isDone), limit.multipliedBy(2));
    if (results.stream()
        .anyMatch(result -> !result.isDone() || result.isCompletedExceptionally())) {
      cluster.problem("after everything was repaired, not all pass a barrier: " + results);
    }
  }
}
