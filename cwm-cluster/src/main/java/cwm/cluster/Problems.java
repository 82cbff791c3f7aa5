package cwm.cluster;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What somebody should know or do. Each is told once when it comes up, and listed as long as it
/// lasts.
final class Problems {
  private final TreeMap<String, String> messages = new TreeMap<>(); // guarded by this
  private final Consumer<String> teller;

  Problems(Consumer<String> teller) {
    this.teller = teller;
  }

  /// A problem has come up, or has another message.
  ///
  /// @param kind of which there is one at most
  void raise(String kind, String message) {
    synchronized (this) {
      if (message.equals(messages.put(kind, message))) {
        return;
      }
    }
    teller.accept(message);
  }

  /// A problem is over.
  synchronized void clear(String kind) {
    messages.remove(kind);
  }

  synchronized List<String> all() {
    return List.copyOf(messages.values());
  }
}
