package cwm.cluster.ratis;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after another, on a virtual thread as long as there are any.
final class SerialTasks implements Executor {
  private static final Logger log = LoggerFactory.getLogger(SerialTasks.class);

  private final String name;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean isRunning;

  SerialTasks(String name) {
    this.name = name;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (isRunning) {
        return;
      }
      isRunning = true;
    }
    Thread.ofVirtual().name(name).start(this::run);
  }

  private void run() {
    while (true) {
      Runnable task;
      synchronized (waiting) {
        task = waiting.poll();
        if (task == null) {
          isRunning = false;
          return;
        }
      }
      try {
        task.run();
      } catch (Throwable e) { // errors too: those behind it are not to blame
        log.error("{}: a task failed", name, e);
      }
    }
  }
}
