package cwm.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A [Barrier] of the whole cluster.
///
/// @param sync who enters it for this node
record ClusterBarrier(SyncClient sync, String name, int count) implements Barrier {
  @Override
  public long await(Duration timeout) throws InterruptedException {
    CompletableFuture<Long> opened = awaitAsync(timeout);
    try {
      return Cluster.await(
          opened,
          SyncClient.bounded(timeout).plus(sync.lease().multipliedBy(2)),
          () -> "barrier '" + name + "'");
    } catch (InterruptedException e) {
      opened.cancel(false);
      throw e;
    }
  }

  @Override
  public CompletableFuture<Long> awaitAsync(Duration timeout) {
    return sync.await(name, count, timeout);
  }
}
