package cwm.cluster;

import static cwm.cluster.TestCluster.PATIENCE;
import static cwm.cluster.TestCluster.until;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.history.History;
import cwm.cluster.history.HistoryEvent;
import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.history.LockHistory;
import cwm.cluster.history.Violation;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.state.Applied;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Effect;
import cwm.cluster.state.Effect.Granted;
import cwm.cluster.state.Holder;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The checkers find nothing in what real nodes do, and find each fault that is planted in them.
@Timeout(120)
class PlantedFaultsTest {
  private static final Duration LEASE = Duration.ofSeconds(5);

  /// How long a holder relies on its lease: less than a whole one, and then it gives the lock up.
  private static final Duration RELIANCE = LEASE.minus(LEASE.dividedBy(20));

  /// Less than it takes until a renewal is sent again, and more than between two looks at leases.
  private static final Duration SLOWNESS = LEASE.dividedBy(4);

  private static final String LOCK = "lock";

  /// What is wrong with the nodes.
  enum Fault {
    NONE,
    /// Each holder of a lock gets the token of its first one.
    TOKEN_REUSED,
    /// Sessions end as soon as they are renewed.
    LEASE_IGNORED,
    /// A new leader takes it that all leases have run out.
    NEW_LEADER_DOES_NOT_WAIT,
    /// Holders count their lease from the answer, not from when they asked.
    LEASE_COUNTED_LATE
  }

  private final List<HistoryEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger requestCount = new AtomicInteger();
  private volatile GatedLogs.Gate gate = (_, pass) -> pass.get();
  private TestCluster nodes = new TestCluster();

  @AfterEach
  void close() {
    nodes.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "TOKEN_REUSED", "LEASE_IGNORED", "NEW_LEADER_DOES_NOT_WAIT"})
  void isFoundWhenALeaderDies(Fault fault) throws Exception {
    start(fault, Duration.ofMillis(600));
    Use first = acquire("node-2").get();
    CompletableFuture<Use> second = acquire("node-3");
    nodes.crash("node-1");
    Cluster next = nodes.leader();
    next.awaitUpToDate(PATIENCE);
    if (fault == Fault.NEW_LEADER_DOES_NOT_WAIT) {
      expire(next);
    }
    Set<Fault> early = EnumSet.of(Fault.LEASE_IGNORED, Fault.NEW_LEADER_DOES_NOT_WAIT);
    if (early.contains(fault)) {
      until("the next to have the lock", second::isDone);
    }
    first.release();
    second.get().release();
    assertThat(violations())
        .extracting(Violation::kind)
        .isEqualTo(
            switch (fault) {
              case NONE, LEASE_COUNTED_LATE -> List.of();
              case TOKEN_REUSED -> List.of(Violation.Kind.TOKEN_REUSED);
              case LEASE_IGNORED, NEW_LEADER_DOES_NOT_WAIT -> List.of(Violation.Kind.TWO_HOLDERS);
            });
  }

  /// One renewal is answered late, and none after it.
  @ParameterizedTest
  @EnumSource(names = {"NONE", "LEASE_COUNTED_LATE"})
  void isFoundWhenAnswersAreSlow(Fault fault) throws Exception {
    start(fault, LEASE); // no request is given up, and nobody stands for election
    Use first = acquire("node-2").get();
    CompletableFuture<Use> second = acquire("node-3");
    var isSlow = new AtomicInteger();
    gate =
        (command, pass) -> {
          if (!(command instanceof RenewSession renew) || renew.session() != first.session()) {
            return pass.get();
          }
          return isSlow.getAndIncrement() == 0
              ? pass.get().thenCompose(PlantedFaultsTest::later)
              : GatedLogs.unknown();
        };
    until("the end of the lease", () -> !first.lock().isHeld());
    first.release();
    second.get().release();
    assertThat(violations())
        .extracting(Violation::kind)
        .isEqualTo(fault == Fault.NONE ? List.of() : List.of(Violation.Kind.TWO_HOLDERS));
  }

  private static CompletableFuture<ProposeResult> later(ProposeResult result) {
    return CompletableFuture.supplyAsync(
        () -> result, CompletableFuture.delayedExecutor(SLOWNESS.toNanos(), TimeUnit.NANOSECONDS));
  }

  private List<Violation> violations() {
    return LockHistory.check(new History(List.copyOf(events)), RELIANCE, PATIENCE);
  }

  // ---------------------------------------------------------------- nodes and what they do

  private void start(Fault fault, Duration electionMax) throws InterruptedException {
    nodes =
        new TestCluster()
            .withClusters(
                builder ->
                    builder.lease(LEASE).electionTimeout(electionMax.dividedBy(2), electionMax))
            .withLogs(host -> new GatedLogs(host, (command, pass) -> gate.propose(command, pass)))
            .withParts(new FaultyParts(fault));
    for (String id : List.of("node-1", "node-2", "node-3")) {
      Cluster cluster = id.equals("node-1") ? nodes.join(id) : nodes.join(id, "node-1");
      cluster.addListener(
          new ClusterListener() {
            @Override
            public void sessionRenewed(long session, long beginNanos) {
              events.add(new HistoryEvent(beginNanos, id, Kind.RENEWED, "", session, "", 0));
              if (fault == Fault.LEASE_IGNORED) {
                expire(cluster);
              }
            }
          });
    }
  }

  /// Ends all sessions, as a leader does whose leases have run out.
  private static void expire(Cluster cluster) {
    List<Session> sessions = cluster.core().replica().read(ClusterState::sessions);
    cluster
        .core()
        .loop()
        .execute(
            () -> {
              for (Session session : sessions) {
                var command = new ExpireSession(session.id(), session.renewedIndex());
                var _ = cluster.core().proposals().submit(command, PATIENCE);
              }
            });
  }

  private CompletableFuture<Use> acquire(String nodeId) {
    String request = "r" + requestCount.incrementAndGet();
    note(nodeId, Kind.ACQUIRE_CALLED, 0, request, 0);
    return nodes
        .cluster(nodeId)
        .acquireLockAsync(LOCK, PATIENCE)
        .thenApply(
            lock -> {
              note(nodeId, Kind.ACQUIRED, lock.session(), request, lock.token());
              return new Use(nodeId, request, lock);
            });
  }

  private void note(String nodeId, Kind kind, long session, String request, long number) {
    events.add(new HistoryEvent(System.nanoTime(), nodeId, kind, LOCK, session, request, number));
  }

  /// A lock that somebody has.
  private final class Use {
    private final String nodeId;
    private final String request;
    private final LockHandle lock;

    Use(String nodeId, String request, LockHandle lock) {
      this.nodeId = nodeId;
      this.request = request;
      this.lock = lock;
    }

    LockHandle lock() {
      return lock;
    }

    long session() {
      return lock.session();
    }

    void release() {
      note(nodeId, Kind.RELEASE_CALLED, session(), request, 0);
      lock.release();
      note(nodeId, Kind.RELEASED, session(), request, 0);
    }
  }

  // ---------------------------------------------------------------- faults

  private static final class FaultyParts extends Parts {
    private final Fault fault;

    FaultyParts(Fault fault) {
      this.fault = fault;
    }

    @Override
    Replica replica(EventLoop loop, Replica.Listener listener) {
      return fault == Fault.TOKEN_REUSED
          ? new TokenReusingReplica(loop, listener)
          : super.replica(loop, listener);
    }

    @Override
    ClusterSession session(long id, long leaseNanos, long sentNanos) {
      return fault == Fault.LEASE_COUNTED_LATE
          ? new LateSession(id, leaseNanos, sentNanos)
          : super.session(id, leaseNanos, sentNanos);
    }
  }

  private static final class LateSession extends ClusterSession {
    LateSession(long id, long leaseNanos, long sentNanos) {
      super(id, leaseNanos, sentNanos);
    }

    @Override
    void renewed(long sentNanos) {
      super.renewed(System.nanoTime());
    }
  }

  private static final class TokenReusingReplica extends Replica {
    private final Map<String, Long> firstTokens = new HashMap<>(); // guarded by this

    TokenReusingReplica(EventLoop loop, Listener listener) {
      super(loop, listener);
    }

    @Override
    synchronized Applied apply(long index, Command command) {
      Applied applied = super.apply(index, command);
      List<Effect> effects = new ArrayList<>();
      for (Effect effect : applied.effects()) {
        effects.add(
            effect instanceof Granted(var lock, var holder)
                ? new Granted(lock, withFirstToken(lock, holder))
                : effect);
      }
      Outcome outcome =
          command instanceof Command.AcquireLock(var lock, _, _)
                  && applied.outcome() instanceof LockGranted(var holder)
              ? new LockGranted(withFirstToken(lock, holder))
              : applied.outcome();
      return new Applied(outcome, effects);
    }

    private Holder withFirstToken(String lock, Holder holder) {
      return new Holder(holder.request(), firstTokens.computeIfAbsent(lock, _ -> holder.token()));
    }
  }
}
