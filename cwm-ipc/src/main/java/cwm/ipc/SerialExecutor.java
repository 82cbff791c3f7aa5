package cwm.ipc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Runs tasks one after another, in the order they were given, on threads of another executor.
///
/// What a task throws ends its thread, as it would without this. Those behind it go on on another.
public final class SerialExecutor implements Executor {
  private final Executor threads;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean isRunning;

  public SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (isRunning) {
        return;
      }
      isRunning = true;
    }
    threads.execute(this::run);
  }

  private void run() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        threads.execute(this::run);
        throw e;
      }
    }
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      Runnable task = tasks.poll();
      isRunning = task != null;
      return task;
    }
  }
}
