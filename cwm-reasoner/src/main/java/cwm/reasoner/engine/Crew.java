package cwm.reasoner.engine;

import cwm.reasoner.BudgetExhaustedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The threads of a machine's workers: each takes its part of a phase, and a phase is over when all
/// have done theirs.
///
/// The caller's thread is worker 0's. Phases can be short, so whoever waits looks on for a moment
/// before it sleeps. What was written in one phase is visible to all in the next.
final class Crew implements AutoCloseable {
  /// What walks through terms recurses ([cwm.rdf.store.TermDictionary#DEPTH_MAX]).
  private static final long STACK_BYTES = 64L << 20;

  /// How long to look on before sleeping: a few times what waking up costs.
  private static final int SPINS = 2_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger busyCount = new AtomicInteger();
  private final Thread caller = Thread.currentThread();
  private IntConsumer task = _ -> {};
  private final AtomicInteger phase = new AtomicInteger();
  private volatile boolean isClosed;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /// Starts the threads of workers 1 to `workerCount - 1`.
  Crew(int workerCount) {
    for (int worker = 1; worker < workerCount; worker++) {
      int number = worker;
      Thread thread = new Thread(null, () -> serve(number), "cwm-worker-" + number, STACK_BYTES);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /// Has every worker do its part of a phase, and waits for all.
  ///
  /// @param newTask takes the worker's number
  /// @throws RuntimeException what a worker threw, when all have ended
  void run(IntConsumer newTask) {
    task = newTask;
    failure.set(null);
    busyCount.set(threads.size());
    phase.incrementAndGet(); // publishes the task
    threads.forEach(LockSupport::unpark);
    work(0);
    for (int spins = 0; busyCount.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    Throwable thrown = failure.get();
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  private void serve(int worker) {
    int done = 0;
    while (true) {
      for (int spins = 0; phase.get() == done && !isClosed; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (isClosed) {
        return;
      }
      done++;
      work(worker);
      if (busyCount.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private void work(int worker) {
    try {
      task.accept(worker);
    } catch (Throwable e) { // passed on to whoever asked for the phase
      failure.accumulateAndGet(e, Crew::graver);
    }
  }

  /// The first failure, unless that is a limit which another one came beside.
  private static @Nullable Throwable graver(@Nullable Throwable known, @Nullable Throwable other) {
    return known == null || known instanceof BudgetExhaustedException ? other : known;
  }

  @Override
  public void close() {
    isClosed = true;
    threads.forEach(LockSupport::unpark);
  }
}
