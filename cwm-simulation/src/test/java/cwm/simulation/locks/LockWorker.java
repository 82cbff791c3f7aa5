package cwm.simulation.locks;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterListener;
import cwm.cluster.LockHandle;
import cwm.cluster.NodeState;
import cwm.cluster.StateDigest;
import cwm.cluster.history.HistoryEvent;
import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.history.HistoryWriter;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.rdf.testing.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A program that is a node, and uses the cluster's locks and barriers over and over by several
/// threads. Writes its history to a file, and to standard output:
///
/// ```text
/// joined
/// leads 7          in raft term 7
/// finished         the end was called for, and no thread waits for anything any more
/// digest 1234 9f…  of the state up to entry 1234; again and again from then on
/// ```
final class LockWorker {
  private static final List<String> LOCKS = List.of("lock-a", "lock-b");
  private static final int LOCK_THREADS = 3;
  private static final int BARRIER_THREADS = 2;
  private static final Duration JOIN_PATIENCE = Duration.ofMinutes(5);
  private static final long DIGEST_INTERVAL_MILLIS = 100;

  private final WorkerSettings settings;
  private final Cluster cluster;
  private final HistoryWriter history;
  private final AtomicInteger requestCount = new AtomicInteger();

  private LockWorker(WorkerSettings settings, Cluster cluster, HistoryWriter history) {
    this.settings = settings;
    this.cluster = cluster;
    this.history = history;
  }

  /// Runs until it is killed.
  ///
  /// @param args as [WorkerSettings] has them
  public static void main(String[] args) throws Exception {
    WorkerSettings settings = WorkerSettings.parse(args);
    try (var history = new HistoryWriter(settings.history());
        Node node =
            Node.start(
                NodeConfig.builder(settings.nodeId())
                    .listenAddress(settings.listenAddress())
                    .heartbeatInterval(Duration.ofMillis(200))
                    .build());
        Cluster cluster =
            Cluster.start(
                ClusterConfig.builder(settings.nodeId())
                    .electionTimeout(Duration.ofMillis(150), Duration.ofMillis(300))
                    .heartbeatInterval(Duration.ofMillis(50))
                    .seedNodes(settings.seeds().toArray(String[]::new))
                    .dataDir(settings.dataDirectory())
                    .lease(settings.lease())
                    .snapshotInterval(500)
                    .logCompactionThreshold(1_000)
                    .build(),
                node)) {
      var worker = new LockWorker(settings, cluster, history);
      cluster.addListener(worker.new Observer());
      worker.run();
    }
  }

  private void run() throws InterruptedException {
    // Until there is a session no lease is longer than this.
    leaseBegan(0, System.nanoTime());
    cluster.join(JOIN_PATIENCE);
    System.out.println("joined");
    var random = new RandomSource(settings.seed());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < LOCK_THREADS + BARRIER_THREADS; i++) {
      var own = new RandomSource(random.nextLong());
      Runnable work = i < LOCK_THREADS ? () -> useLocks(own) : () -> meetOthers(own);
      threads.add(Thread.ofPlatform().start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("finished");
    while (true) {
      StateDigest digest = cluster.digest();
      System.out.println("digest " + digest.index() + " " + digest.sha256());
      TimeUnit.MILLISECONDS.sleep(DIGEST_INTERVAL_MILLIS);
    }
  }

  private boolean isEnding() {
    return Files.exists(WorkerSettings.end(settings.directory()));
  }

  // ---------------------------------------------------------------- locks

  private void useLocks(RandomSource random) {
    try (var resource = new FencedResource.Client(WorkerSettings.resource(settings.directory()))) {
      while (!isEnding()) {
        pause(random, 20);
        useLock(random.pick(LOCKS), random, resource);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the resource is gone, which no fault reaches", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this", e);
    }
  }

  private void useLock(String name, RandomSource random, FencedResource.Client resource)
      throws IOException, InterruptedException {
    String request = nextRequest();
    note(Kind.ACQUIRE_CALLED, name, 0, request, 0);
    LockHandle lock;
    try {
      lock =
          random.oneIn(3)
              ? cluster.lock(name)
              : cluster.acquireLock(name, Duration.ofMillis(random.between(1, 1_500)));
    } catch (ClusterException e) {
      note(Kind.ACQUIRE_FAILED, name, 0, request, 0);
      return;
    }
    note(Kind.ACQUIRED, name, lock.session(), request, lock.token());
    // Now and then one holds it longer than a lease, or writes without looking whether it is held.
    int writes = random.oneIn(20) ? 30 : random.below(4);
    boolean looks = !random.oneIn(4);
    for (int i = 0; i < writes && (!looks || lock.isHeld()); i++) {
      pause(random, writes > 4 ? Math.toIntExact(settings.lease().toMillis() / 10) : 10);
      if (!resource.write(name, lock.token())) {
        break;
      }
    }
    note(Kind.RELEASE_CALLED, name, lock.session(), request, 0);
    lock.release();
    note(Kind.RELEASED, name, lock.session(), request, 0);
  }

  // ---------------------------------------------------------------- barriers

  private void meetOthers(RandomSource random) {
    try {
      while (!isEnding()) {
        pause(random, 50);
        int count = random.oneIn(2) ? 2 : 3;
        meet("barrier-" + count, count, Duration.ofMillis(random.between(100, 2_000)));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this", e);
    }
  }

  private void meet(String name, int count, Duration timeout) throws InterruptedException {
    String request = nextRequest();
    note(Kind.ENTER_CALLED, name, 0, request, count);
    try {
      long generation = cluster.barrier(name, count).await(timeout);
      note(Kind.PASSED, name, 0, request, generation);
    } catch (ClusterException e) {
      note(Kind.ENTER_FAILED, name, 0, request, 0);
    }
  }

  // ---------------------------------------------------------------- the history

  private String nextRequest() {
    return "r" + requestCount.incrementAndGet();
  }

  private static void pause(RandomSource random, int millisMax) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.between(0, millisMax));
  }

  private void note(Kind kind, String name, long session, String request, long number) {
    history.add(
        new HistoryEvent(
            System.nanoTime(), settings.process(), kind, name, session, request, number));
  }

  private void leaseBegan(long session, long nanoTime) {
    history.add(new HistoryEvent(nanoTime, settings.process(), Kind.RENEWED, "", session, "", 0));
  }

  private final class Observer implements ClusterListener {
    @Override
    public void sessionRenewed(long session, long beginNanos) {
      leaseBegan(session, beginNanos);
      leaseBegan(0, beginNanos); // for requests, which do not know their session
    }

    @Override
    public void stateChanged(NodeState state, long term) {
      if (state == NodeState.LEADER) {
        System.out.println("leads " + term);
      }
    }
  }
}
