package cwm.distributed;

import cwm.reasoner.engine.SitesException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Holds facts that move back to so many a second, in portions of a twentieth of that, so that what
/// else the links and disks do goes on beside it. Who was slower for a while may not be faster
/// afterwards.
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
  private long count;
  private long nextNanos;

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
    if (count % portion == 0) {
      if (count > 0) {
        awaitNext();
      }
      nextNanos = threads.nanoTime() + portion * TimeUnit.SECONDS.toNanos(1) / factsPerSecond;
    }
    count++;
  }

  private void awaitNext() {
    try {
      for (long left = left(); left > 0; left = left()) {
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

  private long left() {
    return nextNanos - threads.nanoTime();
  }
}
