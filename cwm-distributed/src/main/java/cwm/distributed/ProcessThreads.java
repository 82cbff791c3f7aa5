package cwm.distributed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Threads of this process.
enum ProcessThreads implements Threads {
  INSTANCE;

  /// As for the command: what walks through terms recurses.
  private static final long STACK_BYTES = 64L << 20;

  @Override
  public void start(String name, Runnable task) {
    var thread = new Thread(null, task, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void handle(Runnable task) {
    Thread.ofVirtual().name("cwm-handler").start(task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Monitor newMonitor() {
    return new Lock();
  }

  @Override
  public <T extends @Nullable Object> T get(CompletableFuture<T> future, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(nanos, TimeUnit.NANOSECONDS);
  }

  private static final class Lock implements Monitor {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @Override
    public void lock() {
      lock.lock();
    }

    @Override
    public void unlock() {
      lock.unlock();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // whoever calls this loops
    public long awaitNanos(long nanos) throws InterruptedException {
      return changed.awaitNanos(nanos);
    }

    @Override
    public void signalAll() {
      changed.signalAll();
    }
  }
}
