package cwm.distributed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Threads of a node's part in jobs, their clocks, and how they wait, so that a simulation can be
/// their world.
public interface Threads {
  /// Threads that never wait for as long as this wait for ever.
  long FOREVER_NANOS = Long.MAX_VALUE;

  /// Those of this process.
  static Threads ofProcess() {
    return ProcessThreads.INSTANCE;
  }

  /// Starts a thread that does not keep the process from ending.
  void start(String name, Runnable task);

  /// Does what may wait, for a handler of messages, which must not: what it would wait for may come
  /// from the same node, behind it.
  void handle(Runnable task);

  /// A clock that never goes back, with an origin of its own.
  long nanoTime();

  /// The time of day, in milliseconds since 1970-01-01T00:00Z.
  long epochMillis();

  /// A lock that nobody has.
  Monitor newMonitor();

  /// Waits until a future is done.
  ///
  /// @throws TimeoutException if it is not done within `nanos`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  <T extends @Nullable Object> T get(CompletableFuture<T> future, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException;

  /// Waits.
  ///
  /// @throws InterruptedException if the thread is interrupted meanwhile
  default void pause(long nanos) throws InterruptedException {
    try {
      boolean _ = get(new CompletableFuture<Boolean>(), nanos);
    } catch (TimeoutException _) {
      // as intended
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody fails it
    }
  }

  /// A lock, and a condition to wait for. A thread may take the lock that it has once more.
  interface Monitor {
    void lock();

    void unlock();

    /// Gives the lock up, waits for a signal, and takes the lock again. May return early.
    ///
    /// @return how much of `nanos` is left; not positive if the time is up
    /// @throws InterruptedException if the thread is interrupted meanwhile
    long awaitNanos(long nanos) throws InterruptedException;

    /// As [#awaitNanos], for ever.
    ///
    /// @throws InterruptedException if the thread is interrupted meanwhile
    default void await() throws InterruptedException {
      long _ = awaitNanos(FOREVER_NANOS);
    }

    /// Wakes all that wait. The caller has the lock.
    void signalAll();
  }
}
