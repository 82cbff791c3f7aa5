package cwm.bench.queries;

import com.sun.management.ThreadMXBean;
import cwm.bench.compare.LiveHeap;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Measures one engine in this process.
///
/// First all queries are answered for some time each, so that the code they share is compiled; then
/// they are measured in turn, several times. A run is from the parsed query to the last row,
/// written as TSV to nowhere.
///
/// Arguments: the engine, the data, folders or files with queries. Prints a [QueryFigure] a line,
/// and to standard error the heap that the loaded data keep.
public final class QueryRun {
  /// CPU time of the thread that asks.
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private static final Duration SAMPLE = Duration.ofMillis(100);

  /// Far apart, so that the machine's bad moments meet few of a query's samples.
  private static final int SAMPLE_COUNT = 7;

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private QueryRun() {}

  /// Measures and prints.
  public static void main(String[] args) throws IOException {
    QueryEngine engine = QueryEngine.ofName(args[0]);
    long before = LiveHeap.liveBytes();
    engine.load(Path.of(args[1]));
    System.err.printf(
        Locale.ROOT, "%s keeps %.0f MB%n", args[0], (LiveHeap.liveBytes() - before) / 1e6);
    List<Query> queries = new ArrayList<>();
    for (String each : List.of(args).subList(2, args.length)) {
      for (Path file : files(Path.of(each))) {
        queries.add(Query.of(engine, file));
      }
    }
    queries.forEach(query -> query.run(WARM_UP));
    List<List<QueryFigure>> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLE_COUNT; i++) {
      samples.add(queries.stream().map(query -> query.run(SAMPLE)).toList());
    }
    for (int i = 0; i < queries.size(); i++) {
      int index = i;
      List<QueryFigure> figures = samples.stream().map(sample -> sample.get(index)).toList();
      System.out.println(QueryFigure.median(figures).line());
    }
  }

  private static List<Path> files(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(file -> file.toString().endsWith(".rq")).sorted().toList();
    }
  }

  /// A query, and what its rows are to be.
  private record Query(String name, QueryEngine.Asked asked, long rowCount, long hash) {

    /// Asks once.
    static Query of(QueryEngine engine, Path file) throws IOException {
      QueryEngine.Asked asked = engine.parse(Files.readString(file));
      var digest = new RowDigest();
      asked.write(digest);
      Path place = file.toAbsolutePath();
      String name = place.subpath(place.getNameCount() - 2, place.getNameCount()).toString();
      return new Query(name.replace(".rq", ""), asked, digest.rowCount(), digest.hash());
    }

    /// Asks again and again for some time; the figures are the means of all runs.
    QueryFigure run(Duration time) {
      long allocated = THREADS.getTotalThreadAllocatedBytes();
      long cpu = CpuClock.nanos();
      long start = System.nanoTime();
      long end = THREADS.getCurrentThreadCpuTime() + time.toNanos();
      int runCount = 0;
      do {
        asked.write(OutputStream.nullOutputStream());
        runCount++;
      } while (THREADS.getCurrentThreadCpuTime() < end);
      return new QueryFigure(
          name,
          rowCount,
          hash,
          (CpuClock.nanos() - cpu) / runCount,
          (System.nanoTime() - start) / runCount,
          (THREADS.getTotalThreadAllocatedBytes() - allocated) / runCount);
    }
  }
}
