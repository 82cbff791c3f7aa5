package cwm.simulation.hosts;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting in real time, for conditions. Whoever waits looks again and again, on its own thread, at
/// most every millisecond and at least every 20 between two looks.
public final class Waiting {
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

  /// So many times as long as a look takes is the pause after it: who looks may not weigh on what
  /// is looked at.
  private static final int PAUSE_FACTOR = 4;

  private Waiting() {}

  /// Waits until something holds, and fails if it does not in time.
  ///
  /// @param what for the message, such as `the second node to be a follower`
  public static void await(String what, Duration patience, BooleanSupplier condition) {
    answer(what, patience, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /// Waits until there is an answer, and fails if there is none in time.
  ///
  /// @param what for the message
  public static <T> T answer(String what, Duration patience, Supplier<Optional<T>> question) {
    long start = System.nanoTime();
    while (true) {
      // Looked at once more after the end, should this thread have been held up.
      long lookStart = System.nanoTime();
      boolean isLast = lookStart - start > patience.toNanos();
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (isLast) {
        throw new AssertionError("not within " + patience + ": " + what);
      }
      long pause = PAUSE_FACTOR * (System.nanoTime() - lookStart);
      LockSupport.parkNanos(Math.clamp(pause, PAUSE_NANOS_MIN, PAUSE_NANOS_MAX));
    }
  }

  /// How long it takes from just before an event until a question has an answer.
  ///
  /// @param event what happens, such as the end of a process
  /// @param what for the message, if there is no answer within `patience`
  public static <T> Timed<T> timed(
      Runnable event, String what, Duration patience, Supplier<Optional<T>> question) {
    long start = System.nanoTime();
    event.run();
    T answer = answer(what, patience, question);
    return new Timed<>(answer, Duration.ofNanos(System.nanoTime() - start));
  }

  /// An answer, and how long it took.
  public record Timed<T>(T answer, Duration took) {}
}
