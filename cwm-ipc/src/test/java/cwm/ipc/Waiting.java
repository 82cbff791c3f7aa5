package cwm.ipc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting in real time, for conditions.
final class Waiting {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Waiting() {}

  /// Waits until something holds.
  ///
  /// @return whether it did in time
  static boolean holds(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      // Between two looks at the condition.
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    }
    return true;
  }

  /// Waits until something holds, and fails if it does not in time.
  static void await(String what, BooleanSupplier condition) {
    if (!holds(condition)) {
      throw new AssertionError("not within " + PATIENCE + ": " + what);
    }
  }

  /// Whether there is room at once, or as soon as buffers on the way have taken what they can.
  static boolean isDoneSoon(CompletableFuture<?> room) {
    try {
      room.get(500, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
