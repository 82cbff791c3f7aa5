package cwm.cluster.history;

import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.state.Applied;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Effect;
import cwm.cluster.state.Effect.Granted;
import cwm.cluster.state.Effect.Released;
import cwm.cluster.state.Holder;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Outcome.SessionOpened;
import cwm.cluster.state.Outcome.SessionRenewed;
import cwm.cluster.state.Session;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// A leader with a [ClusterState], the resources that its locks guard, and processes that use them,
/// on virtual time: whatever is sent takes a while, now and then a long one, and may come twice.
final class SimulatedCluster {
  static final long LEASE = 100;
  private static final int DELAY_MAX = 8;

  /// What may be wrong with a cluster.
  enum Fault {
    NONE,
    /// A lock that is passed on keeps its token.
    TOKEN_REUSED,
    /// Sessions end long before their leases.
    LEASE_IGNORED,
    /// Nobody is told of a grant that did not come at once, nor asks.
    GRANT_LOST,
    /// The resource takes writes of any token.
    FENCE_IGNORED,
    /// Barriers open when one is missing.
    BARRIER_EARLY,
    /// Only who enters last is told that a barrier has opened.
    RELEASE_LOST
  }

  final RandomSource random;
  final Fault fault;
  final List<HistoryEvent> events = new ArrayList<>();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::time).thenComparingLong(Task::number));
  private final ClusterState state = new ClusterState();
  private final Map<Long, Long> leaseEnds = new HashMap<>();
  private final Map<Long, SimulatedProcess> owners = new HashMap<>();
  private final Map<String, Long> firstTokens = new HashMap<>();
  private final Map<String, Long> writtenTokens = new HashMap<>();
  private long now;
  private long taskCount;

  private record Task(long time, long number, Runnable action) {}

  SimulatedCluster(long seed, Fault fault) {
    random = new RandomSource(seed);
    this.fault = fault;
  }

  long now() {
    return now;
  }

  void after(long delay, Runnable action) {
    tasks.add(new Task(now + delay, taskCount++, action));
  }

  void log(HistoryEvent event) {
    events.add(event);
  }

  /// Runs all that is due before `end`.
  void runUntil(long end) {
    while (!tasks.isEmpty() && tasks.element().time() < end) {
      Task task = tasks.remove();
      now = task.time();
      expire();
      task.action().run();
    }
    now = end;
  }

  long delay() {
    return random.oneIn(30) ? random.between(1, 10 * DELAY_MAX) : random.between(1, DELAY_MAX);
  }

  /// Has a command applied by and by, perhaps twice, and its outcome brought to the process.
  void propose(SimulatedProcess process, Command command, Consumer<Outcome> answer) {
    after(
        delay(),
        () -> {
          Applied applied = apply(command);
          if (applied.outcome() instanceof SessionOpened(long id)) {
            owners.putIfAbsent(id, process);
          }
          after(delay(), () -> process.receive(() -> answer.accept(applied.outcome())));
        });
    if (random.oneIn(10)) {
      after(delay() + delay(), () -> apply(command));
    }
  }

  private Applied apply(Command command) {
    Applied applied = state.apply(state.lastApplied() + 1, command);
    switch (applied.outcome()) {
      case SessionOpened(long id) -> leaseEnds.putIfAbsent(id, now + LEASE);
      case SessionRenewed _ ->
          leaseEnds.put(((Command.RenewSession) command).session(), now + LEASE);
      default -> {}
    }
    applied.effects().forEach(this::tell);
    return applied;
  }

  private void tell(Effect effect) {
    switch (effect) {
      case Granted(var lock, var holder) -> {
        firstTokens.putIfAbsent(lock, holder.token());
        if (fault != Fault.GRANT_LOST) {
          send(holder.request().session(), owner -> owner.granted(lock, holder));
        }
      }
      case Released(var barrier, long generation, var entries) -> {
        if (fault != Fault.RELEASE_LOST) {
          entries.forEach(
              entry -> send(entry.session(), owner -> owner.released(barrier, entry, generation)));
        }
      }
      case Effect.MembersChanged _, Effect.SessionEnded _, Effect.AgendaChanged _ -> {}
    }
  }

  private void send(long session, Consumer<SimulatedProcess> message) {
    after(
        delay(),
        () -> {
          SimulatedProcess owner = owners.get(session);
          if (owner != null) {
            owner.receive(() -> message.accept(owner));
          }
        });
  }

  /// What a leader does whose clock is right.
  private void expire() {
    long early = fault == Fault.LEASE_IGNORED ? LEASE * 3 / 5 : 0;
    for (Session session : state.sessions()) {
      if (now > leaseEnds.getOrDefault(session.id(), Long.MAX_VALUE) - early) {
        apply(new ExpireSession(session.id(), session.renewedIndex()));
      }
    }
  }

  /// The token of a grant, as the process gets to know it.
  long token(String lock, Holder holder) {
    return fault == Fault.TOKEN_REUSED
        ? firstTokens.getOrDefault(lock, holder.token())
        : holder.token();
  }

  /// The number that a process asks a barrier of `count` to wait for.
  int count(int count) {
    return fault == Fault.BARRIER_EARLY ? count - 1 : count;
  }

  /// Writes to what a lock guards.
  void write(String lock, long token) {
    after(
        delay(),
        () -> {
          if (token >= writtenTokens.getOrDefault(lock, 0L) || fault == Fault.FENCE_IGNORED) {
            writtenTokens.put(lock, token);
            log(new HistoryEvent(now, "resource", Kind.FENCED_WRITE, lock, 0, "", token));
          }
        });
  }
}
