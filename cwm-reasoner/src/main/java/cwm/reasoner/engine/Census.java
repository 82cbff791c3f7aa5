package cwm.reasoner.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// How many facts of each predicate all workers own together, and when that last changed: what all
/// sites know alike, and decide by.
///
/// Time goes in *ticks*, one for each time that sites tell one another.
final class Census {
  private static final class Entry {
    final long[] counts;
    int changedAt;

    Entry(int siteCount) {
      counts = new long[siteCount];
    }
  }

  private final int siteCount;
  private final Map<Integer, Entry> entries = new HashMap<>();
  private List<Integer> changedNow = List.of();
  private int now;

  Census(int siteCount) {
    this.siteCount = siteCount;
  }

  /// The current tick; a rule that has read everything has read up to here.
  int now() {
    return now;
  }

  /// Forgets all counts, to be told them anew. Time goes on.
  void clear() {
    entries.clear();
    changedNow = List.of();
  }

  /// Takes what all sites say, by site, and begins a tick.
  void update(List<List<SiteNote.Count>> bySite) {
    now++;
    List<Integer> changed = new ArrayList<>();
    for (int site = 0; site < siteCount; site++) {
      for (SiteNote.Count count : bySite.get(site)) {
        Entry entry = entries.computeIfAbsent(count.predicate(), _ -> new Entry(siteCount));
        entry.counts[site] = count.factCount();
        if (entry.changedAt != now) {
          entry.changedAt = now;
          changed.add(count.predicate());
        }
      }
    }
    changedNow = List.copyOf(changed);
  }

  /// The predicates that the current tick has further facts of.
  Collection<Integer> changedNow() {
    return changedNow;
  }

  /// Facts of a predicate, of all workers.
  long count(int predicate) {
    Entry entry = entries.get(predicate);
    return entry == null ? 0 : LongStream.of(entry.counts).sum();
  }

  /// Whether facts of a predicate have come after a tick.
  boolean hasChangedSince(int predicate, int tick) {
    Entry entry = entries.get(predicate);
    return entry != null && entry.changedAt > tick;
  }
}
