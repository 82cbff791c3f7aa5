package cwm.bench;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
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

/// What does a round take that has next to nothing to do?
///
/// `java -jar cwm-bench/target/benchmarks.jar RoundBenchmark`
///
/// `walkers` go along a chain of `rounds` links, one link a round, so each round concludes one fact
/// for each of them. The store is filled anew before each run, which is not measured. Per run; by
/// `rounds` it is the time of a round.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RoundBenchmark {
  private static final String RULE = "{ ?x :at ?y . ?y :next ?z } => { ?x :at ?z } .";

  @Param({"1000", "10000"})
  int rounds;

  @Param({"1", "10"})
  int walkers;

  private TermDictionary dictionary = new TermDictionary();
  private int[] terms = new int[0];
  private FactStore store = new FactStore(dictionary);

  @Setup(Level.Trial)
  public void intern() {
    dictionary = new TermDictionary();
    terms = Inputs.intern(dictionary, 0, rounds + 1 + walkers);
  }

  @Setup(Level.Invocation)
  public void fill() {
    store = new FactStore(dictionary);
    Inputs.read(RULE, store);
    int at = Inputs.predicate(dictionary, "at");
    int next = Inputs.predicate(dictionary, "next");
    for (int i = 0; i < rounds; i++) {
      store.assertFact(terms[i], next, terms[i + 1]);
    }
    for (int walker = 0; walker < walkers; walker++) {
      store.assertFact(terms[rounds + 1 + walker], at, terms[0]);
    }
  }

  /// Walks all of them to the end of the chain.
  @Benchmark
  public ThinkReport walk() {
    return new Reasoner(store, Builtins.standard()).think(Budget.unlimited());
  }
}
