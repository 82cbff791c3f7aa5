package cwm.bench.queries;

import java.util.List;
import java.util.function.ToLongFunction;

/// What one engine needs for one query; a line of text between processes.
///
/// @param query the query's folder and name
/// @param hash of the rows, in any order
/// @param cpuNanos of all threads but compilers ([CpuClock])
/// @param allocatedBytes of all threads, whether they were in use long or not
record QueryFigure(
    String query, long rowCount, long hash, long cpuNanos, long wallNanos, long allocatedBytes) {

  /// The medians of figures of the same query.
  static QueryFigure median(List<QueryFigure> figures) {
    QueryFigure first = figures.getFirst();
    return new QueryFigure(
        first.query,
        first.rowCount,
        first.hash,
        median(figures, QueryFigure::cpuNanos),
        median(figures, QueryFigure::wallNanos),
        median(figures, QueryFigure::allocatedBytes));
  }

  private static long median(List<QueryFigure> figures, ToLongFunction<QueryFigure> value) {
    long[] sorted = figures.stream().mapToLong(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  boolean hasSameRows(QueryFigure other) {
    return rowCount == other.rowCount && hash == other.hash;
  }

  String line() {
    return "%s %d %d %d %d %d"
        .formatted(query, rowCount, hash, cpuNanos, wallNanos, allocatedBytes);
  }

  static QueryFigure ofLine(String line) {
    String[] parts = line.split(" ");
    return new QueryFigure(
        parts[0],
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]));
  }
}
