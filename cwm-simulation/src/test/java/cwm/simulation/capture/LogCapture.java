package cwm.simulation.capture;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Hands all that is logged to a sink, from INFO on, until it is closed; what is logged otherwise
/// goes nowhere. One at a time.
///
/// Works in a JVM that was started with `-Dslf4j.provider=` and the name of [CapturingProvider], as
/// the tests of this module are.
public final class LogCapture implements AutoCloseable {
  /// Takes what is logged.
  public interface Sink {
    void logged(Level level, String message, @Nullable Throwable thrown);
  }

  private static volatile @Nullable Sink current;

  @SuppressWarnings("StaticAssignmentInConstructor") // a JVM has one place where all is logged
  public LogCapture(Sink sink) {
    if (!(LoggerFactory.getILoggerFactory() instanceof CapturingProvider.Loggers)) {
      throw new IllegalStateException(
          "nothing is captured; add -Dslf4j.provider=" + CapturingProvider.class.getName());
    }
    current = sink;
  }

  static void log(Level level, String message, @Nullable Throwable thrown) {
    Sink sink = current;
    if (sink != null) {
      sink.logged(level, message, thrown);
    }
  }

  @Override
  public void close() {
    current = null;
  }
}
