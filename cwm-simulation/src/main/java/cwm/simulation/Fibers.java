package cwm.simulation;

import cwm.distributed.Threads;
import cwm.ipc.transport.SimulatedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Threads of a simulated host: one runs at a time, and only as an event of the simulation.
///
/// Code that waits keeps its stack on a thread of its own, a *fiber*. The simulation's thread has a
/// fiber run and does nothing itself until that waits or has ended. When what a fiber waits for has
/// come, it goes on by an event of its host, so that order and time are the simulation's, and a
/// host that stands still has fibers that do. A closed host's fibers end where they wait.
public final class Fibers implements Threads, AutoCloseable {
  private static final long STACK_BYTES = 16L << 20;

  private final SimulatedTransport host;
  private final Set<Fiber> alive = new LinkedHashSet<>();
  private @Nullable Fiber running;
  private boolean isClosed;

  public Fibers(SimulatedTransport host) {
    this.host = host;
  }

  /// What ends a fiber whose host is gone; no handler of exceptions takes it for a failure.
  private static final class Gone extends Error {
    private static final long serialVersionUID = 1;

    Gone() {
      super("its host is gone", null, false, false);
    }
  }

  /// A thread that runs when the simulation has it run.
  private final class Fiber {
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private final Thread thread;
    private boolean hasEnded;
    private boolean isWoken;
    private @Nullable Throwable failure;

    Fiber(String name, Runnable task) {
      thread = new Thread(null, () -> live(task), host.name() + " " + name, STACK_BYTES);
      thread.setDaemon(true);
    }

    private void live(Runnable task) {
      turn.acquireUninterruptibly();
      try {
        if (!isClosed) {
          task.run();
        }
      } catch (Gone _) {
        // as intended
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        hasEnded = true;
        back.release();
      }
    }

    /// Has it run until it waits. Called by the simulation's thread.
    void run() {
      if (hasEnded) {
        return;
      }
      Fiber outer = running;
      running = this;
      turn.release();
      back.acquireUninterruptibly();
      running = outer;
      if (hasEnded) {
        alive.remove(this);
      }
      if (failure != null) {
        throw new IllegalStateException(thread.getName() + " failed", failure);
      }
    }

    /// Gives the turn back until somebody has it run again. Called by itself. What it does after
    /// its host is gone, such as telling somebody of that, must not wait: nobody would have it run.
    void pause() {
      if (isClosed) {
        throw new Gone();
      }
      back.release();
      turn.acquireUninterruptibly();
      if (isClosed) {
        throw new Gone();
      }
    }

    /// Has it go on, by an event.
    void wake() {
      if (!isWoken && !isClosed) {
        isWoken = true;
        host.executor()
            .execute(
                () -> {
                  isWoken = false;
                  run();
                });
      }
    }
  }

  /// The fiber that calls.
  private Fiber self() {
    if (running == null) {
      throw new IllegalStateException("what waits in a simulation has to be a fiber");
    }
    return running;
  }

  @Override
  public void start(String name, Runnable task) {
    if (isClosed) {
      return;
    }
    var fiber = new Fiber(name, task);
    alive.add(fiber);
    fiber.thread.start();
    fiber.wake();
  }

  @Override
  public void handle(Runnable task) {
    start("handler", task);
  }

  @Override
  public long nanoTime() {
    return host.timers().nanoTime();
  }

  @Override
  public long epochMillis() {
    return host.timers().currentMillis();
  }

  @Override
  public Monitor newMonitor() {
    return new FiberMonitor();
  }

  @Override
  public <T extends @Nullable Object> T get(CompletableFuture<T> future, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!future.isDone()) {
      Fiber self = self();
      var _ = future.whenComplete((_, _) -> self.wake());
      long end = end(nanos);
      wakeAfter(self, nanos);
      while (!future.isDone() && nanoTime() < end) {
        self.pause();
      }
    }
    return future.get(0, TimeUnit.NANOSECONDS);
  }

  private long end(long nanos) {
    long end = nanoTime() + nanos;
    return nanos > 0 && end < 0 ? Long.MAX_VALUE : end;
  }

  private void wakeAfter(Fiber fiber, long nanos) {
    if (nanos < FOREVER_NANOS / 2) {
      var _ = host.timers().schedule(Duration.ofNanos(Math.max(0, nanos)), fiber::wake);
    }
  }

  /// Nobody else runs while a fiber does, so the lock is always free; whoever waits has given it
  /// up.
  private final class FiberMonitor implements Monitor {
    private final List<Fiber> waiting = new ArrayList<>();

    @Override
    public void lock() {}

    @Override
    public void unlock() {}

    @Override
    public long awaitNanos(long nanos) {
      Fiber self = self();
      long end = end(nanos);
      wakeAfter(self, nanos);
      waiting.add(self);
      self.pause();
      waiting.remove(self);
      return end == Long.MAX_VALUE ? FOREVER_NANOS : end - nanoTime();
    }

    @Override
    public void signalAll() {
      waiting.forEach(Fiber::wake);
    }
  }

  /// Ends all fibers where they wait.
  @Override
  public void close() {
    isClosed = true;
    for (Fiber fiber : List.copyOf(alive)) {
      fiber.run();
    }
  }
}
