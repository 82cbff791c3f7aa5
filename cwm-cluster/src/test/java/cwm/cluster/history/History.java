package cwm.cluster.history;

import static java.util.Comparator.comparingLong;

import cwm.cluster.history.HistoryEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The events of several processes in the order of their times; of one time, as they were given.
public final class History {
  private final List<HistoryEvent> events;
  private final Map<String, Long> killed = new HashMap<>();
  private final Map<String, HistoryEvent> lastStops = new HashMap<>();
  private final Map<String, Long> lastRenewals = new HashMap<>();

  public History(List<HistoryEvent> events) {
    this.events = events.stream().sorted(comparingLong(HistoryEvent::nanoTime)).toList();
    for (HistoryEvent event : this.events) {
      switch (event.kind()) {
        case KILLED -> killed.putIfAbsent(event.process(), event.nanoTime());
        case PAUSED, RESUMED -> lastStops.put(event.process(), event);
        case RENEWED -> lastRenewals.put(sessionOf(event), event.nanoTime());
        case ACQUIRE_CALLED,
            ACQUIRED,
            ACQUIRE_FAILED,
            RELEASE_CALLED,
            RELEASED,
            FENCED_WRITE,
            ENTER_CALLED,
            PASSED,
            ENTER_FAILED -> {}
      }
    }
  }

  /// Reads the files that processes wrote with [HistoryWriter].
  ///
  /// The last line of a file may be torn, since its process may have been killed; it is left out.
  ///
  /// @throws IllegalArgumentException for any other line that is no event
  public static History read(List<Path> files) {
    List<HistoryEvent> events = new ArrayList<>();
    for (Path file : files) {
      String text = text(file);
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(HistoryEvent::parse)
          .forEach(events::add);
    }
    return new History(events);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<HistoryEvent> events() {
    return events;
  }

  /// When the last event was.
  long end() {
    return events.isEmpty() ? 0 : events.getLast().nanoTime();
  }

  /// When the process was killed, or the end of time.
  long killedAt(String process) {
    return killed.getOrDefault(process, Long.MAX_VALUE);
  }

  /// Whether a process can do what it should at the end of the history.
  boolean isRunning(String process) {
    HistoryEvent stop = lastStops.get(process);
    return !killed.containsKey(process) && (stop == null || stop.kind() == Kind.RESUMED);
  }

  /// Since when a running process has been so without a break, or the beginning of time.
  long runningSince(String process) {
    HistoryEvent stop = lastStops.get(process);
    return stop == null ? Long.MIN_VALUE : stop.nanoTime();
  }

  /// When the last renewal of the event's session that was answered was called for.
  ///
  /// @throws IllegalArgumentException if there is none: then nothing is known of the lease
  long lastRenewal(HistoryEvent event) {
    Long renewal = lastRenewals.get(sessionOf(event));
    if (renewal == null) {
      throw new IllegalArgumentException(
          "no RENEWED for session %d of %s; one is due when it is opened"
              .formatted(event.session(), event.process()));
    }
    return renewal;
  }

  private static String sessionOf(HistoryEvent event) {
    return event.process() + " " + event.session();
  }
}
