package cwm.rdf.n3;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Runs what recurses with the nesting of terms on a thread whose stack is large enough for it,
/// whatever thread asks.
public final class DeepStack {
  /// Generous: the interpreter's frames for one level of formula take about a kilobyte.
  private static final long LEVEL_BYTES = 4 << 10;

  private static final long BASE_BYTES = 1 << 20;

  private DeepStack() {}

  /// As [#call], for work without a result.
  public static void run(int depthMax, Runnable work) {
    call(
        depthMax,
        () -> {
          work.run();
          return true;
        });
  }

  /// Calls `work` on a thread of its own and waits for it, as if it had been called here: what it
  /// throws is thrown, and an interruption is kept for the caller.
  ///
  /// @param depthMax how many levels deep `work` recurses at most
  public static <T> T call(int depthMax, Supplier<T> work) {
    var task = new FutureTask<>(work::get);
    var thread = new Thread(null, task, "cwm-deep-stack", BASE_BYTES + depthMax * LEVEL_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          wasInterrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException cause -> throw cause;
            case Error cause -> throw cause;
            case null, default -> throw new IllegalStateException(e);
          }
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
