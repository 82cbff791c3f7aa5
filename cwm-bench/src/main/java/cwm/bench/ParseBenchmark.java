package cwm.bench;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import java.io.ByteArrayInputStream;
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

/// What does it take to turn N-Triples into ids, with nothing stored but terms?
///
/// `java -jar cwm-bench/target/benchmarks.jar ParseBenchmark`
///
/// `dictionary` is `new` for each document, so that terms are added, or `kept`, so that all are
/// found. Per document of `statements`.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ParseBenchmark {
  @Param({"10000", "100000"})
  int statements;

  @Param({"new", "kept"})
  String dictionary = "";

  private byte[] document = new byte[0];
  private TermDictionary kept = new TermDictionary();
  private long count;

  @Setup(Level.Trial)
  public void write() {
    document = Inputs.nTriples(statements, new SplittableRandom(42));
    kept = new TermDictionary();
  }

  /// Reads the document into a sink that counts.
  @Benchmark
  public long read() {
    TermDictionary terms = dictionary.equals("new") ? new TermDictionary() : kept;
    count = 0;
    Source source = Source.ofStream("data", new ByteArrayInputStream(document), 0);
    new N3Reader(terms, Syntax.NTRIPLES).read(source, "", (_, _, _) -> count++).orThrow();
    return count;
  }
}
