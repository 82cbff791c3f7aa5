package cwm.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is to hear what happens to a node's part in its cluster. Any thread may add one.
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final String nodeId;
  private final List<ClusterListener> all = new CopyOnWriteArrayList<>();

  Listeners(String nodeId) {
    this.nodeId = nodeId;
  }

  void add(ClusterListener listener) {
    all.add(listener);
  }

  /// Tells all, in the order in which they were added. What is wrong with one keeps nothing from
  /// the others.
  void tell(Consumer<ClusterListener> call) {
    for (ClusterListener listener : all) {
      try {
        call.accept(listener);
      } catch (RuntimeException e) {
        log.error("{}: a listener failed", nodeId, e);
      }
    }
  }
}
