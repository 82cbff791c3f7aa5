package cwm.distributed;

import static java.util.stream.Collectors.joining;

import cwm.rdf.store.TermDictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a query has fetched, for people (`--explain`). Any thread may add to it.
public final class QueryLog {
  /// What a node was asked for.
  enum Kind {
    /// Facts.
    FACTS,
    /// How many facts there are of each kind.
    COUNTS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Question(String nodeId, Kind kind, List<FactPattern> patterns) {}

  private record Answer(long count, long byteCount) {
    Answer with(Answer next) {
      return new Answer(count + next.count, byteCount + next.byteCount);
    }
  }

  private final Map<Question, Answer> answers = new LinkedHashMap<>();

  /// Notes an answer, or a part of one.
  synchronized void fetched(
      String nodeId, Kind kind, List<FactPattern> patterns, long count, long byteCount) {
    answers.merge(new Question(nodeId, kind, patterns), new Answer(count, byteCount), Answer::with);
  }

  /// Begins anew, as the query does.
  public synchronized void clear() {
    answers.clear();
  }

  /// How many facts, and counts of facts, came from other nodes or the node itself.
  public synchronized long factCount() {
    return answers.values().stream().mapToLong(Answer::count).sum();
  }

  /// How many bytes that took on the network.
  public synchronized long byteCount() {
    return answers.values().stream().mapToLong(Answer::byteCount).sum();
  }

  /// A line for all that a node was asked for: how many facts it had, or how many counts of facts
  /// where it has told them apart itself, and how many bytes came from it, which is more than the
  /// answer where it has sent something else meanwhile.
  public synchronized List<String> lines(TermDictionary dictionary) {
    return answers.entrySet().stream()
        .map(entry -> line(entry.getKey(), entry.getValue(), dictionary))
        .toList();
  }

  private static String line(Question question, Answer answer, TermDictionary dictionary) {
    int shown = 3;
    String patterns =
        question.patterns().stream()
            .limit(shown)
            .map(asked -> text(asked, dictionary))
            .collect(joining(" . "));
    int others = question.patterns().size() - shown;
    return String.format(
        Locale.ROOT,
        "%s: %,d %s, %,d bytes, of { %s%s }",
        question.nodeId(),
        answer.count(),
        question.kind(),
        answer.byteCount(),
        patterns,
        others > 0 ? " and %d more".formatted(others) : "");
  }

  private static String text(FactPattern asked, TermDictionary dictionary) {
    String also =
        asked.also().stream()
            .map(
                each ->
                    " ; %s %s"
                        .formatted(
                            text(each.predicate(), "?p", dictionary),
                            text(each.object(), "[]", dictionary)))
            .sorted()
            .collect(joining());
    return "%s %s %s%s%s%s"
        .formatted(
            text(asked.subject(), "?s", dictionary),
            text(asked.predicate(), "?p", dictionary),
            text(asked.object(), "?o", dictionary),
            also,
            asked.among().map(QueryLog::text).orElse(""),
            asked.filter().isEmpty() ? "" : " FILTER(%s)".formatted(asked.filter()));
  }

  private static String text(FactPattern.Among among) {
    return String.format(
        Locale.ROOT, " for %,d %s", among.ids().size(), among.isSubject() ? "?s" : "?o");
  }

  private static String text(int id, String variable, TermDictionary dictionary) {
    return id == TermDictionary.NONE ? variable : dictionary.term(id).toString();
  }
}
