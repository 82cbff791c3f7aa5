package cwm.distributed;

import static java.util.stream.Collectors.joining;

import cwm.distributed.FederatedFacts.Asked;
import cwm.rdf.store.TermDictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a query has fetched, for people (`--explain`). Any thread may add to it.
public final class QueryLog {
  private record Entry(String nodeId, List<Asked> patterns, int factCount, long byteCount) {}

  private final List<Entry> entries = new ArrayList<>();

  synchronized void fetched(String nodeId, List<Asked> patterns, int factCount, long byteCount) {
    entries.add(new Entry(nodeId, patterns, factCount, byteCount));
  }

  /// Begins anew, as the query does.
  public synchronized void clear() {
    entries.clear();
  }

  /// How many facts came from other nodes or the node itself.
  public synchronized long factCount() {
    return entries.stream().mapToLong(Entry::factCount).sum();
  }

  /// How many bytes that took on the network.
  public synchronized long byteCount() {
    return entries.stream().mapToLong(Entry::byteCount).sum();
  }

  /// A line for each time that a node was asked: what for, how many facts it had, and how many
  /// bytes came from it, which is more than the answer where it has sent something else meanwhile.
  public synchronized List<String> lines(TermDictionary dictionary) {
    return entries.stream().map(entry -> line(entry, dictionary)).toList();
  }

  private static String line(Entry entry, TermDictionary dictionary) {
    int shown = 3;
    String patterns =
        entry.patterns().stream()
            .limit(shown)
            .map(asked -> text(asked, dictionary))
            .collect(joining(" . "));
    int others = entry.patterns().size() - shown;
    return String.format(
        Locale.ROOT,
        "%s: %,d facts, %,d bytes, of { %s%s }",
        entry.nodeId(),
        entry.factCount(),
        entry.byteCount(),
        patterns,
        others > 0 ? " and %d more".formatted(others) : "");
  }

  private static String text(Asked asked, TermDictionary dictionary) {
    return "%s %s %s"
        .formatted(
            text(asked.subject(), "?s", dictionary),
            text(asked.predicate(), "?p", dictionary),
            text(asked.object(), "?o", dictionary));
  }

  private static String text(int id, String variable, TermDictionary dictionary) {
    return id == TermDictionary.NONE ? variable : dictionary.term(id).toString();
  }
}
