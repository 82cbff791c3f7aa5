package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's copies of the sets that it belongs to: opens and closes their logs as the
/// agenda has them, and tells the cluster when it leads one.
///
/// Opening and closing wait for disks, so that a thread of its own does it.
final class SetKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SetKeeper.class);

  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  /// How long to wait before trying again what did not go well.
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Cluster cluster;
  private final Threads threads;
  private final String instance;
  private final Threads.Monitor lock;

  // Guarded by `lock`.
  private final Map<Long, SetLog> open = new HashMap<>();
  private Agenda agenda = Agenda.EMPTY;
  private boolean hasChanged;
  private boolean isClosed;

  SetKeeper(Cluster cluster, Threads threads, String instance) {
    this.cluster = cluster;
    this.threads = threads;
    this.instance = instance;
    lock = threads.newMonitor();
  }

  void start() {
    threads.start("cwm-sets", this::loop);
  }

  void agendaChanged(Agenda later) {
    lock.lock();
    try {
      agenda = later;
      signal();
    } finally {
      lock.unlock();
    }
  }

  private void leadershipChanged() {
    lock.lock();
    try {
      signal();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    hasChanged = true;
    lock.signalAll();
  }

  /// The log of a set, if this node keeps a copy.
  Optional<SetLog> log(long set) {
    lock.lock();
    try {
      return Optional.ofNullable(open.get(set));
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- the thread

  private void loop() {
    try {
      long wait = Threads.FOREVER_NANOS;
      while (awaitChange(wait)) {
        wait = follow() ? Threads.FOREVER_NANOS : RETRY.toNanos();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("{}: cannot keep copies any more", cluster.nodeId(), e);
    }
  }

  /// False at the end.
  private boolean awaitChange(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!hasChanged && !isClosed && left > 0) {
        left = lock.awaitNanos(left);
      }
      hasChanged = false;
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /// Does what there is to do. False if some of it has to be tried again.
  private boolean follow() throws InterruptedException {
    Agenda now = agenda();
    boolean isDone = true;
    try {
      closeStrange(now);
      for (ReplicaSet set : now.sets()) {
        if (isMember(set)) {
          open(set);
        }
      }
    } catch (ClusterException e) {
      log.warn("{}: cannot keep a copy: {}", cluster.nodeId(), e.getMessage());
      isDone = false;
    }
    for (ReplicaSet set : now.sets()) {
      Optional<SetLog> known = log(set.id());
      if (known.isPresent()) {
        isDone &= tellLeader(set, known.get().leadership());
      }
    }
    return isDone;
  }

  private Agenda agenda() {
    lock.lock();
    try {
      return agenda;
    } finally {
      lock.unlock();
    }
  }

  private boolean isMember(ReplicaSet set) {
    return set.isLogged()
        && cluster
            .incarnation()
            .map(incarnation -> new MemberId(cluster.nodeId(), incarnation))
            .filter(set.voters()::contains)
            .isPresent();
  }

  private void open(ReplicaSet set) {
    if (log(set.id()).isPresent()) {
      return;
    }
    var copy = new SetCopy(cluster.node().dictionary(), this::leadershipChanged);
    List<LogMember> founders =
        set.voters().stream().map(member -> new LogMember(member, true)).toList();
    var opened =
        new SetLog(
            set.id(),
            cluster.openLog(nameOf(set.id()), founders, copy),
            copy,
            cluster.node().dictionary(),
            threads);
    lock.lock();
    try {
      open.put(set.id(), opened);
      if (isClosed) {
        opened.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets sets that there are no more, or that this node belongs to no more.
  private void closeStrange(Agenda now) {
    List<SetLog> strange = new ArrayList<>();
    lock.lock();
    try {
      for (SetLog each : open.values()) {
        if (now.set(each.id()).filter(this::isMember).isEmpty()) {
          strange.add(each);
        }
      }
      strange.forEach(each -> open.remove(each.id()));
    } finally {
      lock.unlock();
    }
    for (SetLog each : strange) {
      each.close();
      cluster.deleteLog(nameOf(each.id()));
    }
  }

  private static String nameOf(long set) {
    return "set-" + set;
  }

  /// Tells the cluster if this node leads and it does not know.
  private boolean tellLeader(ReplicaSet set, Leadership leadership) throws InterruptedException {
    boolean leads = leadership.role() == Leadership.Role.LEADER && leadership.isReady();
    boolean isKnown =
        set.leader().filter(this::isThis).isPresent() && set.raftTerm() >= leadership.raftTerm();
    if (!leads || isKnown) {
      return true;
    }
    var command = new Command.LeadSet(set.id(), cluster.nodeId(), instance, leadership.raftTerm());
    try {
      // Refused before this node takes part; that changes the agenda.
      Outcome _ =
          threads.get(cluster.submitAsync(command, COMMIT_TIMEOUT), 2 * COMMIT_TIMEOUT.toNanos());
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log.debug("{}: nobody knows yet that it leads set {}", cluster.nodeId(), set.id(), e);
      return false;
    }
  }

  private boolean isThis(JobNode node) {
    return node.is(cluster.nodeId(), instance);
  }

  /// Closes all copies; they are kept.
  @Override
  public void close() {
    List<SetLog> closing;
    lock.lock();
    try {
      isClosed = true;
      closing = List.copyOf(open.values());
      lock.signalAll();
    } finally {
      lock.unlock();
    }
    closing.forEach(SetLog::close);
  }
}
