package cwm.ipc.transport;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls to a [LinkHandler] that harm nobody else when it throws.
final class Handlers {
  private static final Logger log = LoggerFactory.getLogger(Handlers.class);

  private Handlers() {}

  /// Returns what `call` threw, after logging it.
  static Optional<Throwable> call(Object link, Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (Throwable thrown) { // whatever it is: other links live on the same thread
      log.error("{}: the handler failed", link, thrown);
      return Optional.of(thrown);
    }
  }
}
