package cwm.app.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets so many requests be answered at the same time.
final class Slots {
  private final int count;
  private final Semaphore free;

  Slots(int count) {
    this.count = count;
    free = new Semaphore(count, true);
  }

  /// Waits for a slot, which is to be given back.
  ///
  /// @throws Refusal if there is none in time
  void acquire(Duration patience) throws InterruptedException {
    if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new Refusal(
          Answer.error(
                  Answer.UNAVAILABLE,
                  "too many requests at the same time",
                  "%d are answered at once; ask again later, or raise [server] max_concurrent_requests"
                      .formatted(count))
              .with("Retry-After", "1"));
    }
  }

  void release() {
    free.release();
  }
}
