package cwm.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A point at which a number of participants wait for each other. It can be used again and again:
/// when all have arrived, the next generation begins.
public interface Barrier {
  String name();

  /// How many have to arrive.
  int count();

  /// Arrives, and waits until all have.
  ///
  /// @return how often the barrier had been passed before
  /// @throws ClusterException `TIMEOUT`, naming who has arrived and which members have not;
  ///   `BAD_REQUEST` if others wait for another count; `SESSION_LOST`, `CLOSED`
  /// @throws InterruptedException if the thread is interrupted meanwhile; it then has not arrived
  long await(Duration timeout) throws InterruptedException;

  /// Like [#await], without waiting; cancelling the future gives the arrival up.
  CompletableFuture<Long> awaitAsync(Duration timeout);
}
