package cwm.bench;

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

/// What does the dictionary take to give an IRI its id, when it is new and when it is known?
///
/// `java -jar cwm-bench/target/benchmarks.jar InternBenchmark`
///
/// With a million IRIs of some 48 bytes the dictionary is far larger than the caches.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InternBenchmark {
  private static final int PROBES = 10_000;

  @Param({"10000", "1000000"})
  int terms;

  private byte[][] iris = new byte[0][];
  private TermDictionary filled = new TermDictionary();
  private int[] probes = new int[0];

  @Setup(Level.Trial)
  public void fill() {
    iris = Inputs.iris(terms);
    filled = addAll();
    probes = new SplittableRandom(42).ints(PROBES, 0, terms).toArray();
  }

  private TermDictionary addAll() {
    var dictionary = new TermDictionary();
    for (byte[] iri : iris) {
      dictionary.internIri(iri, 0, iri.length);
    }
    return dictionary;
  }

  /// Fills a new dictionary with all terms; per dictionary.
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public TermDictionary internNew() {
    return addAll();
  }

  /// Looks up terms that are there, in random order; per term.
  @Benchmark
  @OperationsPerInvocation(PROBES)
  public int internKnown() {
    int sum = 0;
    for (int probe : probes) {
      byte[] iri = iris[probe];
      sum += filled.internIri(iri, 0, iri.length);
    }
    return sum;
  }
}
