package cwm.ipc.transport;

import java.time.Duration;

/// A clock with alarms, so that a simulation can be the time.
public interface Timers {
  /// Milliseconds since 1970-01-01T00:00Z.
  long currentMillis();

  /// A clock that only moves forward, for intervals.
  long nanoTime();

  /// Runs `task` once, `delay` from now, on a thread that must not be held up.
  Timer schedule(Duration delay, Runnable task);

  /// A task that was scheduled.
  interface Timer {
    /// Keeps it from running, if it has not begun.
    void cancel();
  }
}
