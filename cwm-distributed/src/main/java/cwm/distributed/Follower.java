package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.Outcome;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that does something each time the agenda has changed, or something else may have, and
/// again as soon as it asks for that. It tells the cluster what comes of it.
final class Follower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final Threads threads;
  private final String name;
  private final Task task;
  private final Threads.Monitor lock;

  // Guarded by `lock`.
  private Agenda agenda = Agenda.EMPTY;
  private boolean hasChanged;
  private boolean isClosed;

  /// What is done each time.
  @FunctionalInterface
  interface Task {
    /// Does what there is to do.
    ///
    /// @return after how many nanoseconds to do it again at the latest; [Threads#FOREVER_NANOS] if
    ///   nothing is left
    /// @throws InterruptedException if the thread is to end
    long follow(Agenda now) throws InterruptedException;
  }

  /// @param name of the thread, and for people
  Follower(Cluster cluster, Threads threads, String name, Task task) {
    this.cluster = cluster;
    this.threads = threads;
    this.name = name;
    this.task = task;
    lock = threads.newMonitor();
  }

  void start() {
    threads.start(name, this::loop);
  }

  private void loop() {
    try {
      long wait = Threads.FOREVER_NANOS;
      while (awaitChange(wait)) {
        wait = task.follow(agenda());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("{}: {} cannot go on", cluster.nodeId(), name, e);
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

  /// The agenda as it was told last.
  Agenda agenda() {
    lock.lock();
    try {
      return agenda;
    } finally {
      lock.unlock();
    }
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

  /// Something else may have changed. Any thread may say so.
  void lookAgain() {
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

  /// Tells the cluster. False if it may not know. The cluster may refuse it, as before this node
  /// takes part; the agenda changes when that does.
  boolean tell(Command command) throws InterruptedException {
    try {
      Outcome _ =
          threads.get(cluster.submitAsync(command, COMMIT_TIMEOUT), 2 * COMMIT_TIMEOUT.toNanos());
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log.debug("{}: the cluster may not know of {}", cluster.nodeId(), command, e);
      return false;
    }
  }

  /// Does no more from now on, but for what it is at.
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
