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
/// It knows the processes of all hosts in this JVM, those of tests that run beside it included, and
/// forgets ended ones when there are many.
public final class ProcessLogs
    implements BeforeEachCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final int KEPT_MAX = 40;

  private static final Queue<HostProcess> STARTED = new ConcurrentLinkedQueue<>();

  static void add(HostProcess process) {
    STARTED.add(process);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (STARTED.size() > KEPT_MAX) {
      STARTED.removeIf(process -> !process.isAlive());
    }
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
    System.err.println(
        context.getDisplayName() + " failed; the processes of this and of other tests said:");
    STARTED.forEach(process -> System.err.println(process.tail()));
  }
}
