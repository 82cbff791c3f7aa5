package cwm.bench;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What does a fact take to enter the store, stated or derived, new or known?
///
/// `java -jar cwm-bench/target/benchmarks.jar InsertBenchmark`
///
/// Ids are numbers here; no dictionary takes part. `predicates` share the facts evenly; the order
/// is random, ten facts a subject. Per million facts.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class InsertBenchmark {
  private static final int FACTS = 1_000_000;
  private static final int PER_SUBJECT = 10;

  @Param({"1", "50"})
  int predicates;

  private int[] facts = new int[0];
  private FactStore filled = new FactStore(new TermDictionary());

  @Setup(Level.Trial)
  public void fill() {
    facts = new int[FACTS];
    for (int i = 0; i < FACTS; i++) {
      facts[i] = i;
    }
    Inputs.shuffle(facts, new SplittableRandom(42));
    filled = assertNew();
    filled.nextGeneration();
  }

  private static int subject(int fact) {
    return 1 + fact / PER_SUBJECT;
  }

  private int predicate(int fact) {
    return 1 + fact % predicates;
  }

  private static int object(int fact) {
    return FACTS + fact;
  }

  /// Fills a new store with what an input states.
  @Benchmark
  public FactStore assertNew() {
    var store = new FactStore(new TermDictionary());
    for (int fact : facts) {
      store.assertFact(subject(fact), predicate(fact), object(fact));
    }
    return store;
  }

  /// Fills a new store with what rules conclude.
  @Benchmark
  public FactStore deriveNew() {
    var store = new FactStore(new TermDictionary());
    for (int fact : facts) {
      store.derive(subject(fact), predicate(fact), object(fact), 0);
    }
    return store;
  }

  /// States what the store has: most of what some inputs and many rules do.
  @Benchmark
  public int assertKnown() {
    int newCount = 0;
    for (int fact : facts) {
      newCount += filled.assertFact(subject(fact), predicate(fact), object(fact)) ? 1 : 0;
    }
    return newCount;
  }
}
