package cwm.app;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Shows on a terminal how far something has come, from one second on.
final class Progress {
  private static final long FIRST_NANOS = 1_000_000_000;
  private static final long INTERVAL_NANOS = 200_000_000;
  private static final int TICKS_PER_LOOK = 1 << 14;

  private final Console console;
  private final boolean isShown;
  private String task = "";
  private String unit = "";
  private long count;

  // What others see.
  private volatile Optional<Task> seen = Optional.empty();
  private final AtomicLong seenCount = new AtomicLong();

  private long startNanos;
  private long nextNanos = Long.MAX_VALUE; // no task
  private boolean hasLine;

  Progress(Console console, boolean isQuiet) {
    this.console = console;
    isShown = console.isTerminal() && !isQuiet;
  }

  private record Task(String name, String unit) {
    String text(long count) {
      return count == 0 ? name : "%s: %,d %s".formatted(name, count, unit);
    }
  }

  /// What is under way, and how far it is; empty if nothing is. Any thread may ask.
  Optional<String> text() {
    return seen.map(known -> known.text(seenCount.get()));
  }

  void start(String newTask, String newUnit) {
    task = newTask;
    unit = newUnit;
    count = 0;
    startNanos = System.nanoTime();
    nextNanos = startNanos + FIRST_NANOS;
    seenCount.set(0);
    seen = Optional.of(new Task(task, unit));
  }

  void tick() {
    tick(1);
  }

  /// Notes that `newCount` more are done.
  void tick(int newCount) {
    long before = count;
    count += newCount;
    if (count / TICKS_PER_LOOK != before / TICKS_PER_LOOK) {
      seenCount.setRelease(count);
      if (isShown) {
        show();
      }
    }
  }

  /// Shows that the task has come to `newCount`, if it is time to; costs a look at the clock.
  void show(long newCount) {
    seenCount.setRelease(newCount);
    if (isShown) {
      count = newCount;
      show();
    }
  }

  /// Ends the task and removes the line that is shown, if one is.
  void end() {
    nextNanos = Long.MAX_VALUE;
    seen = Optional.empty();
    if (hasLine) {
      console.print("\r\u001b[K");
      hasLine = false;
    }
  }

  private void show() {
    long now = System.nanoTime();
    if (now >= nextNanos) {
      nextNanos = now + INTERVAL_NANOS;
      double seconds = (now - startNanos) / 1e9;
      console.print(
          "\r%s: %,d %s, %,.0f a second\u001b[K".formatted(task, count, unit, count / seconds));
      hasLine = true;
    }
  }
}
