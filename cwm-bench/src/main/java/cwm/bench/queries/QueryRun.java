package cwm.bench.queries;

import com.sun.management.OperatingSystemMXBean;
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
/// each is measured. A run is from the parsed query to the last row, written as TSV to nowhere.
///
/// Arguments: the engine, the data, folders or files with queries. Prints a [QueryFigure] a line,
/// and to standard error the heap that the loaded data keep.
public final class QueryRun {
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  /// Long beside the 10 ms that the system counts CPU time in.
  private static final Duration MEASURED = Duration.ofMillis(500);

  private static final int RUN_COUNT_MIN = 2;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
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
    queries.forEach(query -> System.out.println(query.run(MEASURED).line()));
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
      long cpu = SYSTEM.getProcessCpuTime();
      long start = System.nanoTime();
      int runCount = 0;
      while (runCount < RUN_COUNT_MIN || SYSTEM.getProcessCpuTime() - cpu < time.toNanos()) {
        asked.write(OutputStream.nullOutputStream());
        runCount++;
      }
      return new QueryFigure(
          name,
          rowCount,
          hash,
          (SYSTEM.getProcessCpuTime() - cpu) / runCount,
          (System.nanoTime() - start) / runCount,
          (THREADS.getTotalThreadAllocatedBytes() - allocated) / runCount);
    }
  }
}
