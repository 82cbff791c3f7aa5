package cwm.cluster.history;

import static java.util.Comparator.comparingLong;

import cwm.cluster.history.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds what must never happen to barriers.
public final class BarrierHistory {
  private final History history;
  private final long releaseNanosMax;
  private final List<Violation> violations = new ArrayList<>();

  /// One entry, with what came of it.
  private static final class Entry {
    final HistoryEvent called;
    @Nullable HistoryEvent passed;
    @Nullable HistoryEvent failed;

    Entry(HistoryEvent called) {
      this.called = called;
    }

    long count() {
      return called.number();
    }
  }

  private BarrierHistory(History history, Duration releaseMax) {
    this.history = history;
    releaseNanosMax = releaseMax.toNanos();
  }

  /// All that must not have happened.
  ///
  /// @param releaseMax how long somebody may wait at the end of the history after all have entered
  /// @throws IllegalArgumentException for a history that cannot be judged, such as somebody who
  ///   passed without having entered
  public static List<Violation> check(History history, Duration releaseMax) {
    var checker = new BarrierHistory(history, releaseMax);
    for (Collection<Entry> entries : byBarrier(history)) {
      checker.checkGenerations(entries);
      checker.checkOrder(entries);
      checker.checkEnd(entries);
    }
    return List.copyOf(checker.violations);
  }

  private static Collection<Collection<Entry>> byBarrier(History history) {
    Map<String, Map<String, Entry>> barriers = new LinkedHashMap<>();
    for (HistoryEvent event : history.events()) {
      Map<String, Entry> entries =
          barriers.computeIfAbsent(event.name(), _ -> new LinkedHashMap<>());
      String key = event.process() + " " + event.request();
      switch (event.kind()) {
        case ENTER_CALLED -> entries.putIfAbsent(key, new Entry(event));
        case PASSED -> of(entries, key, event).passed = event;
        case ENTER_FAILED -> of(entries, key, event).failed = event;
        case ACQUIRE_CALLED,
            ACQUIRED,
            ACQUIRE_FAILED,
            RELEASE_CALLED,
            RELEASED,
            RENEWED,
            FENCED_WRITE,
            KILLED,
            PAUSED,
            RESUMED -> {}
      }
    }
    return barriers.values().stream().map(Map::values).toList();
  }

  private static Entry of(Map<String, Entry> entries, String key, HistoryEvent event) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalArgumentException("no ENTER_CALLED before: " + event.line());
    }
    return entry;
  }

  private void checkGenerations(Collection<Entry> entries) {
    Map<Long, List<HistoryEvent>> generations = new TreeMap<>();
    Map<Long, Long> counts = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.passed != null) {
        generations
            .computeIfAbsent(entry.passed.number(), _ -> new ArrayList<>())
            .add(entry.passed);
        counts.merge(entry.passed.number(), entry.count(), Math::max);
      }
    }
    generations.forEach(
        (generation, passed) -> {
          long count = counts.getOrDefault(generation, 0L);
          if (passed.size() > count) {
            violations.add(new Violation(Kind.TOO_MANY_PASSED, passed));
          }
          checkGeneration(generation, count, passed, entries);
        });
  }

  /// Those who did not pass with the others may have failed or been killed on the way, but not more
  /// than are missing.
  private void checkGeneration(
      long generation, long count, List<HistoryEvent> passed, Collection<Entry> entries) {
    passed.sort(comparingLong(HistoryEvent::nanoTime));
    HistoryEvent first = passed.getFirst();
    int entered = 0;
    int lost = 0;
    HistoryEvent waiting = null;
    for (Entry entry : entries) {
      boolean isOfAnother = entry.passed != null && entry.passed.number() != generation;
      if (!isOfAnother && entry.called.nanoTime() <= first.nanoTime()) {
        entered++;
        if (isWaiting(entry)) {
          waiting = entry.called;
        } else if (entry.passed == null) {
          lost++;
        }
      }
    }
    if (entered < count) {
      report(Kind.PASSED_EARLY, first);
    } else if (waiting != null
        && passed.size() + lost < count
        && history.end() - latest(first, waiting) > releaseNanosMax) {
      report(Kind.RELEASE_LOST, first, waiting);
    }
  }

  private long latest(HistoryEvent first, HistoryEvent waiting) {
    return Math.max(first.nanoTime(), history.runningSince(waiting.process()));
  }

  private void checkOrder(Collection<Entry> entries) {
    List<HistoryEvent> passed = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.passed != null) {
        passed.add(entry.passed);
      }
    }
    passed.sort(comparingLong(HistoryEvent::nanoTime));
    HistoryEvent largest = null;
    int known = 0;
    for (Entry entry : entries) { // in the order of calling
      while (known < passed.size() && passed.get(known).nanoTime() < entry.called.nanoTime()) {
        HistoryEvent next = passed.get(known);
        largest = largest == null || next.number() > largest.number() ? next : largest;
        known++;
      }
      if (entry.passed != null && largest != null && entry.passed.number() <= largest.number()) {
        report(Kind.GENERATION_DECREASED, largest, entry.passed);
      }
    }
  }

  /// As many as the barrier counts must not wait at the end of the history.
  private void checkEnd(Collection<Entry> entries) {
    List<Entry> waiting = entries.stream().filter(this::isWaiting).toList();
    long[] since =
        waiting.stream()
            .map(entry -> entry.called)
            .mapToLong(
                called -> Math.max(called.nanoTime(), history.runningSince(called.process())))
            .sorted()
            .toArray();
    if (!waiting.isEmpty()) {
      int count = (int) waiting.getFirst().count();
      if (since.length >= count && history.end() - since[count - 1] > releaseNanosMax) {
        violations.add(
            new Violation(Kind.RELEASE_LOST, waiting.stream().map(entry -> entry.called).toList()));
      }
    }
  }

  private boolean isWaiting(Entry entry) {
    return entry.passed == null
        && entry.failed == null
        && history.isRunning(entry.called.process());
  }

  private void report(Kind kind, HistoryEvent... events) {
    violations.add(new Violation(kind, List.of(events)));
  }
}
