package cwm.simulation.hosts;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// Prints on standard error what all processes last said, when a test fails. For test classes:
/// `@ExtendWith(ProcessLogs.class)`.
///
/// It knows the processes of all hosts in this JVM, so tests that start some run one at a time.
public final class ProcessLogs
    implements BeforeEachCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final Queue<HostProcess> STARTED = new ConcurrentLinkedQueue<>();

  static void add(HostProcess process) {
    STARTED.add(process);
  }

  /// Forgets those that had ended before the test.
  @Override
  public void beforeEach(ExtensionContext context) {
    STARTED.removeIf(process -> !process.isAlive());
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    print(context);
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    print(context);
    throw failure;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    print(context);
    throw failure;
  }

  private static void print(ExtensionContext context) {
    System.err.println(context.getDisplayName() + " failed; its processes said:");
    STARTED.forEach(process -> System.err.println(process.tail()));
  }
}
