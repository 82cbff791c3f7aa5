package cwm.ipc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Keeps a log short: of events of one kind, one a minute is worth a line.
final class LogLimiter {
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int KIND_COUNT_MAX = 256;

  private final Map<String, State> kinds = new LinkedHashMap<>();

  private record State(long lastNanos, long heldBack) {}

  /// Notes an event.
  ///
  /// @return how many of its kind were held back since the last line, if it is time for a line
  synchronized OptionalLong note(String kind, long nowNanos) {
    State state = kinds.get(kind);
    if (state != null && nowNanos - state.lastNanos() < INTERVAL_NANOS) {
      kinds.put(kind, new State(state.lastNanos(), state.heldBack() + 1));
      return OptionalLong.empty();
    }
    if (state == null && kinds.size() >= KIND_COUNT_MAX) {
      kinds.remove(kinds.keySet().iterator().next());
    }
    kinds.put(kind, new State(nowNanos, 0));
    return OptionalLong.of(state == null ? 0 : state.heldBack());
  }
}
