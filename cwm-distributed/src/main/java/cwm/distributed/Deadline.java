package cwm.distributed;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// When somebody wants no answer any more. Any thread may ask.
final class Deadline {
  private final Threads threads;
  private final Optional<Long> endNanos;

  /// @param threads whose clock it goes by
  /// @param timeout from now on; empty for never
  Deadline(Threads threads, Optional<Duration> timeout) {
    this.threads = threads;
    endNanos = timeout.map(time -> threads.nanoTime() + time.toNanos());
  }

  /// That of somebody who waits as long as it takes.
  static Deadline none(Threads threads) {
    return new Deadline(threads, Optional.empty());
  }

  /// How much time is left, at least a millisecond; empty for any.
  Optional<Duration> left() {
    return endNanos.map(
        end ->
            Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), end - threads.nanoTime())));
  }

  /// The same, and not more than some.
  long leftNanos(long most) {
    return left().map(time -> Math.min(most, time.toNanos())).orElse(most);
  }

  /// The same.
  Duration left(Duration most) {
    return Duration.ofNanos(leftNanos(most.toNanos()));
  }
}
