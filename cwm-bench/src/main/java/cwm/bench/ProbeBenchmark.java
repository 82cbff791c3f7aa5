package cwm.bench;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.RowIndex;
import cwm.rdf.store.TermDictionary;
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

/// What does a question to the store take: is this fact there, what does this subject have, who has
/// this object?
///
/// `java -jar cwm-bench/target/benchmarks.jar ProbeBenchmark`
///
/// A million facts of one predicate, `fanout` for each subject and each object. Per question, which
/// visits `fanout` facts where it asks for all.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProbeBenchmark {
  private static final int FACTS = 1_000_000;
  private static final int PREDICATE = 1;
  private static final int PROBES = 10_000;

  @Param({"1", "16"})
  int fanout;

  private FactStore store = new FactStore(new TermDictionary());
  private int valueCount;
  private int[] probes = new int[0];

  @Setup(Level.Trial)
  public void fill() {
    var random = new SplittableRandom(42);
    valueCount = FACTS / fanout;
    var facts = new int[FACTS];
    for (int i = 0; i < FACTS; i++) {
      facts[i] = i;
    }
    Inputs.shuffle(facts, random);
    store = new FactStore(new TermDictionary());
    for (int fact : facts) {
      store.assertFact(subject(fact), PREDICATE, object(fact));
    }
    store.nextGeneration();
    probes = random.ints(PROBES, 0, FACTS).toArray();
  }

  private int subject(int fact) {
    return 1 + fact % valueCount;
  }

  private int object(int fact) {
    return 1 + FACTS + (fact + fact / valueCount) % valueCount;
  }

  private FactTable table() {
    return store.table(PREDICATE).orElseThrow();
  }

  /// Looks for facts that are there.
  @Benchmark
  @OperationsPerInvocation(PROBES)
  public int containsKnown() {
    int found = 0;
    for (int probe : probes) {
      found += store.contains(subject(probe), PREDICATE, object(probe)) ? 1 : 0;
    }
    return found;
  }

  /// Looks for facts that are not there, of subjects and objects that are.
  @Benchmark
  @OperationsPerInvocation(PROBES)
  public int containsUnknown() {
    int found = 0;
    for (int probe : probes) {
      found += store.contains(object(probe), PREDICATE, subject(probe)) ? 1 : 0;
    }
    return found;
  }

  /// Visits all facts of a subject.
  @Benchmark
  @OperationsPerInvocation(PROBES)
  public long visitBySubject() {
    FactTable table = table();
    RowIndex index = table.bySubject(table.rowCount());
    long sum = 0;
    for (int probe : probes) {
      int link = index.first(subject(probe));
      for (; link > 0; link = index.next(link)) {
        sum += table.object(link - 1);
      }
      sum += link < 0 ? sumOfRun(index, link) : 0;
    }
    return sum;
  }

  /// Visits all facts of an object.
  @Benchmark
  @OperationsPerInvocation(PROBES)
  public long visitByObject() {
    FactTable table = table();
    RowIndex index = table.byObject(table.rowCount());
    long sum = 0;
    for (int probe : probes) {
      int link = index.first(object(probe));
      for (; link > 0; link = index.next(link)) {
        sum += table.subject(link - 1);
      }
      sum += link < 0 ? sumOfRun(index, link) : 0;
    }
    return sum;
  }

  private static long sumOfRun(RowIndex index, int link) {
    int[] others = index.runOthers();
    int end = index.runEnd(link, Integer.MAX_VALUE);
    long sum = 0;
    for (int at = index.runStart(link, 0); at < end; at++) {
      sum += others[at];
    }
    return sum;
  }
}
