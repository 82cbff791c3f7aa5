package cwm.bench.queries;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// Prints what [QueryRun]s have found as Markdown tables, one for each folder of queries: medians
/// of the processes, ratios of ours to the other's, and their geometric means.
///
/// Arguments: a folder with files `cwm-*` and `jena-*`. The exit code is 1 if the engines have
/// different rows.
public final class QueryTable {
  private QueryTable() {}

  /// The figures of a query.
  private record Row(QueryFigure ours, QueryFigure theirs) {
    String group() {
      return ours.query().substring(0, ours.query().indexOf('/'));
    }

    boolean isSame() {
      return ours.hasSameRows(theirs);
    }

    double ratio(ToLongFunction<QueryFigure> value) {
      return (double) value.applyAsLong(ours) / value.applyAsLong(theirs);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %s | %.3f | %.3f | %.2f | %.3f | %.3f | %.2f | %.0f | %.0f |",
          ours.query(),
          ours.rowCount(),
          isSame() ? "yes" : "NO, %d there".formatted(theirs.rowCount()),
          ours.cpuNanos() / 1e6,
          theirs.cpuNanos() / 1e6,
          ratio(QueryFigure::cpuNanos),
          ours.wallNanos() / 1e6,
          theirs.wallNanos() / 1e6,
          ratio(QueryFigure::wallNanos),
          ours.allocatedBytes() / 1e3,
          theirs.allocatedBytes() / 1e3);
    }
  }

  /// Reads and prints.
  public static void main(String[] args) throws IOException {
    Map<String, QueryFigure> ours = figures(Path.of(args[0]), "cwm-");
    Map<String, QueryFigure> theirs = figures(Path.of(args[0]), "jena-");
    List<Row> rows =
        ours.values().stream()
            .map(our -> new Row(our, Objects.requireNonNull(theirs.get(our.query()))))
            .toList();
    rows.stream()
        .collect(groupingBy(Row::group, LinkedHashMap::new, toList()))
        .values()
        .forEach(QueryTable::print);
    if (!rows.stream().allMatch(Row::isSame)) {
      System.exit(1);
    }
  }

  /// The medians of several processes, by query.
  private static Map<String, QueryFigure> figures(Path folder, String prefix) throws IOException {
    Map<String, List<QueryFigure>> all = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (String.valueOf(file.getFileName()).startsWith(prefix)) {
          Files.readAllLines(file).stream()
              .map(QueryFigure::ofLine)
              .forEach(each -> all.computeIfAbsent(each.query(), _ -> new ArrayList<>()).add(each));
        }
      }
    }
    Map<String, QueryFigure> medians = new LinkedHashMap<>();
    all.forEach((query, figures) -> medians.put(query, QueryFigure.median(figures)));
    return medians;
  }

  private static void print(List<Row> rows) {
    System.out.println(
        """

        | query | rows | same | CPU ms | Jena | ratio | wall ms | Jena | ratio | kB allocated | Jena |
        |---|---|---|---|---|---|---|---|---|---|---|\
        """);
    rows.forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "| geometric mean | | | | | **%.2f** | | | **%.2f** | | |%n",
        meanRatio(rows, QueryFigure::cpuNanos),
        meanRatio(rows, QueryFigure::wallNanos));
  }

  private static double meanRatio(List<Row> rows, ToLongFunction<QueryFigure> value) {
    return Math.exp(
        rows.stream().mapToDouble(row -> Math.log(row.ratio(value))).average().orElseThrow());
  }
}
