package cwm.cluster.ratis;

import cwm.ipc.IpcException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// What failures say of themselves.
final class Failures {
  private Failures() {}

  /// The failure itself, without what futures wrap around it.
  static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException
            || inner instanceof ExecutionException
            || inner instanceof UncheckedIOException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /// Its message, or else its name.
  static String messageOf(Throwable failure) {
    return IpcException.messageOf(unwrap(failure));
  }

  /// The messages of the failure and all its causes, those not repeated that another contains.
  static String allMessagesOf(Throwable failure) {
    String text = messageOf(failure);
    for (Throwable cause = unwrap(failure).getCause(); cause != null; cause = cause.getCause()) {
      String more = messageOf(cause);
      if (!text.contains(more)) {
        text = text + ": " + more;
      }
    }
    return text;
  }
}
