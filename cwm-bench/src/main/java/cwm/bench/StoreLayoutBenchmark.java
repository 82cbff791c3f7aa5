package cwm.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How should the pairs of a predicate be kept: hash tables with chained rows, or sorted runs?
///
/// `java -jar cwm-bench/target/benchmarks.jar StoreLayout`
///
/// `shape` is what the data are like, after the workloads of the comparison: `functional` (a name
/// for each of a million subjects), `type` (a million subjects, 50 classes), `path` (a transitive
/// closure: 2,000 x 500 pairs in 500 rounds), `taxonomy` (100,000 rounds of three pairs, as the
/// deep taxonomy has them).
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreLayoutBenchmark {
  private static final int PROBES = 1_000;

  @Param({"hash", "sorted"})
  String layout = "";

  @Param({"functional", "type", "path", "taxonomy"})
  String shape = "";

  private int[] subjects = new int[0];
  private int[] objects = new int[0];
  private int roundSize;
  private PairLayout filled = new HashLayout();
  private int[] probes = new int[0];

  @Setup(Level.Trial)
  public void fill() {
    var random = new SplittableRandom(42);
    int count =
        switch (shape) {
          case "taxonomy" -> 300_000;
          default -> 1_000_000;
        };
    subjects = new int[count];
    objects = new int[count];
    for (int i = 0; i < count; i++) {
      switch (shape) {
        case "functional" -> set(i, 1 + i, 2_000_000 + i);
        case "type" -> set(i, 1 + i, 2_000_000 + random.nextInt(50));
        case "path" -> set(i, 1 + i % 2_000, 1 + (i % 2_000 + i / 2_000) % 2_000);
        default -> set(i, 1, 2 + i);
      }
    }
    if (shape.equals("functional") || shape.equals("type")) {
      shuffle(random); // documents are not sorted by dictionary id
    }
    roundSize =
        switch (shape) {
          case "path" -> 2_000;
          case "taxonomy" -> 3;
          default -> count;
        };
    long before = liveBytes();
    filled = load();
    System.out.printf("# live heap: %.1f bytes a pair%n", (liveBytes() - before) / (double) count);
    probes = random.ints(PROBES, 0, count).toArray();
  }

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void shuffle(SplittableRandom random) {
    for (int i = subjects.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int subject = subjects[i];
      int object = objects[i];
      set(i, subjects[j], objects[j]);
      set(j, subject, object);
    }
  }

  private void set(int index, int subject, int object) {
    subjects[index] = subject;
    objects[index] = object;
  }

  private PairLayout load() {
    PairLayout pairs = layout.equals("hash") ? new HashLayout() : new SortedRunsLayout();
    for (int i = 0; i < subjects.length; i++) {
      pairs.add(subjects[i], objects[i]);
      if ((i + 1) % roundSize == 0) {
        pairs.endRound();
        pairs.sumByObject(objects[i]);
      }
    }
    pairs.endRound();
    pairs.sumBySubject(subjects[0]);
    return pairs;
  }

  /// Adds all pairs in their rounds, with a search after each; per load.
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public PairLayout addInRounds() {
    return load();
  }

  /// Looks for a pair that is there.
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OperationsPerInvocation(PROBES)
  public int containsPair() {
    int found = 0;
    for (int probe : probes) {
      found += filled.contains(subjects[probe], objects[probe]) ? 1 : 0;
    }
    return found;
  }

  /// Visits all pairs of a subject, or for `taxonomy`, which has one subject, of an object.
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OperationsPerInvocation(PROBES)
  public long visitChain() {
    boolean byObject = shape.equals("taxonomy");
    long sum = 0;
    for (int probe : probes) {
      sum += byObject ? filled.sumByObject(objects[probe]) : filled.sumBySubject(subjects[probe]);
    }
    return sum;
  }
}
