package cwm.app;

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
  private long startNanos;
  private long nextNanos = Long.MAX_VALUE; // no task
  private boolean hasLine;

  Progress(Console console, boolean isQuiet) {
    this.console = console;
    isShown = console.isTerminal() && !isQuiet;
  }

  void start(String newTask, String newUnit) {
    task = newTask;
    unit = newUnit;
    count = 0;
    startNanos = System.nanoTime();
    nextNanos = startNanos + FIRST_NANOS;
  }

  void tick() {
    tick(1);
  }

  /// Notes that `newCount` more are done.
  void tick(int newCount) {
    long before = count;
    count += newCount;
    if (count / TICKS_PER_LOOK != before / TICKS_PER_LOOK && isShown) {
      show();
    }
  }

  /// Shows that the task has come to `newCount`, if it is time to; costs a look at the clock.
  void show(long newCount) {
    if (isShown) {
      count = newCount;
      show();
    }
  }

  /// Ends the task and removes the line that is shown, if one is.
  void end() {
    nextNanos = Long.MAX_VALUE;
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
