package cwm.bench;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
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

/// What does one rule take that joins two relations, from its compilation to the last conclusion?
///
/// `java -jar cwm-bench/target/benchmarks.jar JoinBenchmark`
///
/// Both relations have `rows` facts, and each value that they share stands in about `fanout` of
/// either, so there are about `rows` × `fanout` instances. The store is filled anew before each
/// run, which is not measured. Per run.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class JoinBenchmark {
  private static final String RULE = "{ ?x :left ?y . ?y :right ?z } => { ?x :joined ?z } .";

  @Param({"10000", "100000"})
  int rows;

  @Param({"1", "10"})
  int fanout;

  private TermDictionary dictionary = new TermDictionary();
  private int[] terms = new int[0];
  private FactStore store = new FactStore(dictionary);

  @Setup(Level.Trial)
  public void intern() {
    dictionary = new TermDictionary();
    terms = Inputs.intern(dictionary, 0, 3 * rows);
  }

  @Setup(Level.Invocation)
  public void fill() {
    var random = new SplittableRandom(42);
    store = new FactStore(dictionary);
    Inputs.read(RULE, store);
    int left = Inputs.predicate(dictionary, "left");
    int right = Inputs.predicate(dictionary, "right");
    int sharedCount = rows / fanout;
    for (int i = 0; i < rows; i++) {
      store.assertFact(terms[i], left, terms[rows + random.nextInt(sharedCount)]);
      store.assertFact(terms[rows + random.nextInt(sharedCount)], right, terms[2 * rows + i]);
    }
  }

  /// Runs the rule to its fixpoint.
  @Benchmark
  public ThinkReport join() {
    return new Reasoner(store, Builtins.standard()).think(Budget.unlimited());
  }
}
