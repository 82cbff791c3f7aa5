package cwm.cluster.ratis;

import cwm.ipc.SerialExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks one after another, on a virtual thread as long as there are any.
final class SerialTasks {
  private static final Logger log = LoggerFactory.getLogger(SerialTasks.class);

  private SerialTasks() {}

  /// An executor whose threads have a name. What tasks throw is logged.
  static Executor named(String name) {
    ThreadFactory threads =
        Thread.ofVirtual()
            .name(name)
            .uncaughtExceptionHandler((_, failure) -> log.error("{}: a task failed", name, failure))
            .factory();
    return new SerialExecutor(task -> threads.newThread(task).start());
  }
}
