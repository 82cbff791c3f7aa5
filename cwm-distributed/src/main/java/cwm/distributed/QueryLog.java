package cwm.distributed;

import static java.util.stream.Collectors.joining;

import cwm.distributed.FederatedFacts.Asked;
import cwm.rdf.store.TermDictionary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a query has fetched, for people (`--explain`). Any thread may add to it.
public final class QueryLog {
  private record Entry(String nodeId, List<Asked> patterns, int factCount) {}

  private final List<Entry> entries = new ArrayList<>();

  synchronized void fetched(String nodeId, List<Asked> patterns, int factCount) {
    entries.add(new Entry(nodeId, patterns, factCount));
  }

  /// Begins anew, as the query does.
  public synchronized void clear() {
    entries.clear();
  }

  /// How many facts came from other nodes or the node itself.
  public synchronized long factCount() {
    return entries.stream().mapToLong(Entry::factCount).sum();
  }

  /// A line for each time that a node was asked: what for, and how many facts it had.
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
        "%s: %,d facts of { %s%s }",
        entry.nodeId(),
        entry.factCount(),
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
