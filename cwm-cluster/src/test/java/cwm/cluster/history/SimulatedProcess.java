package cwm.cluster.history;

import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Holder;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.SessionGone;
import cwm.cluster.state.Outcome.SessionOpened;
import cwm.cluster.state.Outcome.SessionRenewed;
import cwm.cluster.state.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A process that takes a lock, writes and gives it back, or meets others at a barrier, over and
/// over, and writes its history. It may be paused at any time and never notices.
final class SimulatedProcess {
  static final int BARRIER_COUNT = 2;
  private static final String BARRIER = "barrier";
  private static final List<String> LOCKS = List.of("lock-1", "lock-2");

  private final SimulatedCluster cluster;
  private final String nodeId;
  private final int life;
  private final List<Runnable> received = new ArrayList<>();
  private boolean isPaused;
  private boolean isKilled;
  private long session;
  private int requests;

  /// What the process is at: a request of its session.
  private Work work = new Work("", 0, "");

  private record Work(String name, long session, String request) {
    boolean isFor(String otherName, Request other) {
      return name.equals(otherName) && session == other.session() && request.equals(other.id());
    }
  }

  SimulatedProcess(SimulatedCluster cluster, String nodeId, int life) {
    this.cluster = cluster;
    this.nodeId = nodeId;
    this.life = life;
  }

  /// Joins in place of the life before it.
  void start() {
    Optional<String> replaced = life == 0 ? Optional.empty() : Optional.of(incarnation(life - 1));
    cluster.propose(
        this,
        new PutMember(nodeId, incarnation(life), nodeId + ":1", replaced),
        _ -> openSession());
  }

  private String incarnation(int number) {
    return nodeId + "-" + number;
  }

  private String process() {
    return nodeId + "/" + life;
  }

  private void log(Kind kind, Work of, long number) {
    cluster.log(
        new HistoryEvent(
            cluster.now(), process(), kind, of.name(), of.session(), of.request(), number));
  }

  /// Handles a message, after the pause if there is one.
  void receive(Runnable message) {
    if (isPaused) {
      received.add(message);
    } else if (!isKilled) {
      message.run();
    }
  }

  private void later(long delay, Runnable action) {
    cluster.after(delay, () -> receive(action));
  }

  void pause(long duration) {
    if (isPaused || isKilled) {
      return;
    }
    cluster.log(HistoryEvent.of(cluster.now(), process(), Kind.PAUSED));
    isPaused = true;
    cluster.after(duration, this::resume);
  }

  private void resume() {
    isPaused = false;
    cluster.log(HistoryEvent.of(cluster.now(), process(), Kind.RESUMED));
    List<Runnable> messages = List.copyOf(received);
    received.clear();
    messages.forEach(this::receive);
  }

  /// Ends this life and begins the next.
  SimulatedProcess kill() {
    if (!isKilled) {
      cluster.log(HistoryEvent.of(cluster.now(), process(), Kind.KILLED));
      isKilled = true;
    }
    var next = new SimulatedProcess(cluster, nodeId, life + 1);
    next.start();
    return next;
  }

  private void openSession() {
    long called = cluster.now();
    cluster.propose(
        this,
        new OpenSession(nodeId, incarnation(life), "open-" + requests++, SimulatedCluster.LEASE),
        outcome -> {
          if (outcome instanceof SessionOpened(long id)) {
            session = id;
            renewed(called, id);
            later(SimulatedCluster.LEASE / 4, () -> renew(id));
            next();
          }
        });
  }

  private void renewed(long called, long id) {
    cluster.log(new HistoryEvent(called, process(), Kind.RENEWED, "", id, "", 0));
  }

  private void renew(long id) {
    long called = cluster.now();
    cluster.propose(
        this,
        new RenewSession(id, List.of()),
        outcome -> {
          if (outcome instanceof SessionRenewed) {
            renewed(called, id);
            later(SimulatedCluster.LEASE / 4, () -> renew(id));
          } else if (session == id) {
            sessionLost();
          }
        });
  }

  private void sessionLost() {
    if (!work.request().isEmpty()) {
      boolean isEntry = work.name().equals(BARRIER);
      log(isEntry ? Kind.ENTER_FAILED : Kind.ACQUIRE_FAILED, work, 0);
    }
    work = new Work("", 0, "");
    session = 0;
    openSession();
  }

  /// Begins with the next thing to do.
  private void next() {
    work = new Work("", 0, "");
    long id = session;
    later(
        cluster.random.between(1, 20),
        () -> {
          if (session == id) {
            begin();
          }
        });
  }

  private void begin() {
    String request = "r" + requests++;
    if (cluster.random.oneIn(3)) {
      work = new Work(BARRIER, session, request);
      enter(work);
    } else {
      work = new Work(cluster.random.pick(LOCKS), session, request);
      acquire(work);
    }
  }

  private void acquire(Work of) {
    log(Kind.ACQUIRE_CALLED, of, 0);
    cluster.propose(
        this,
        new AcquireLock(of.name(), of.session(), of.request()),
        outcome -> {
          if (outcome instanceof LockGranted(var holder)) {
            granted(of.name(), holder);
          }
        });
  }

  /// Told of a grant, perhaps not for the first time.
  void granted(String lock, Holder holder) {
    Work of = work;
    if (!of.isFor(lock, holder.request())) {
      return;
    }
    work = new Work("", 0, "");
    long token = cluster.token(lock, holder);
    log(Kind.ACQUIRED, of, token);
    for (int i = 0; i < 3; i++) {
      later(cluster.random.between(0, 30), () -> cluster.write(lock, token));
    }
    later(cluster.random.between(5, 40), () -> release(of));
  }

  private void release(Work of) {
    log(Kind.RELEASE_CALLED, of, 0);
    cluster.propose(
        this,
        new ReleaseLock(of.name(), of.session(), of.request()),
        outcome -> {
          log(Kind.RELEASED, of, 0);
          goOn(of, outcome);
        });
  }

  private void enter(Work of) {
    log(Kind.ENTER_CALLED, of, BARRIER_COUNT);
    cluster.propose(
        this,
        new EnterBarrier(of.name(), cluster.count(BARRIER_COUNT), of.session(), of.request()),
        outcome -> {
          if (outcome instanceof BarrierReleased(long generation)) {
            passed(of, generation);
          }
        });
    later(
        cluster.random.between(50, 150),
        () -> {
          if (work.equals(of) && cluster.fault != SimulatedCluster.Fault.RELEASE_LOST) {
            leave(of);
          }
        });
  }

  /// Told that a barrier has opened, perhaps not for the first time.
  void released(String barrier, Request entry, long generation) {
    if (work.isFor(barrier, entry)) {
      passed(work, generation);
    }
  }

  private void passed(Work of, long generation) {
    if (work.equals(of)) {
      log(Kind.PASSED, of, generation);
      next();
    }
  }

  private void leave(Work of) {
    cluster.propose(
        this,
        new LeaveBarrier(of.name(), of.session(), of.request()),
        outcome -> {
          if (outcome instanceof BarrierReleased(long generation)) {
            passed(of, generation);
          } else if (work.equals(of)) {
            log(Kind.ENTER_FAILED, of, 0);
            goOn(of, outcome);
          }
        });
  }

  private void goOn(Work of, Outcome outcome) {
    if (session == of.session() && !(outcome instanceof SessionGone)) {
      next();
    }
  }
}
