package cwm.distributed;

import cwm.reasoner.engine.SitesException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Holds facts that move back to so many a second, in portions of a twentieth of that, so that what
/// else the links and disks do goes on beside it.
///
/// Owned by the thread of jobs.
final class Pace {
  private static final int PORTIONS_PER_SECOND = 20;

  /// How long to wait without a look whether it is for nothing.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Threads threads;
  private final long factsPerSecond;
  private final BooleanSupplier isOver;
  private final long portion;
  private long startNanos;
  private long count;

  /// @param factsPerSecond 0 for as many as there are
  /// @param isOver whether nobody needs what moves any more
  Pace(Threads threads, long factsPerSecond, BooleanSupplier isOver) {
    this.threads = threads;
    this.factsPerSecond = factsPerSecond;
    this.isOver = isOver;
    portion = Math.max(1, factsPerSecond / PORTIONS_PER_SECOND);
  }

  /// Waits until one more fact may move.
  ///
  /// @throws SitesException if that is for nothing
  void next() {
    if (factsPerSecond == 0) {
      return;
    }
    if (count == 0) {
      startNanos = threads.nanoTime();
    } else if (count % portion == 0) {
      awaitNanos((long) ((double) count / factsPerSecond * TimeUnit.SECONDS.toNanos(1)));
    }
    count++;
  }

  private void awaitNanos(long sinceStart) {
    try {
      for (long left = left(sinceStart); left > 0; left = left(sinceStart)) {
        if (isOver.getAsBoolean()) {
          throw new SitesException("the job is over");
        }
        threads.pause(Math.min(left, LOOK_NANOS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SitesException.ofLoss("interrupted while facts move", e);
    }
  }

  private long left(long sinceStart) {
    return sinceStart - (threads.nanoTime() - startNanos);
  }
}
