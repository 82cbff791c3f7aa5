package cwm.ipc.transport;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The real clock, and one thread that sleeps until the next task is due.
final class ThreadTimers implements Timers, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ThreadTimers.class);

  private final ScheduledThreadPoolExecutor executor;

  ThreadTimers(ThreadFactory threads) {
    executor = new ScheduledThreadPoolExecutor(1, threads);
    executor.setRemoveOnCancelPolicy(true); // most timers are time limits, and most are cancelled
  }

  @Override
  public long currentMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> future =
          executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException _) {
      return () -> {}; // closed, and nothing runs any more
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) { // the thread serves others too
      log.error("a timer's task failed", thrown);
    }
  }

  /// Drops what has not begun, and waits for what has.
  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }
}
