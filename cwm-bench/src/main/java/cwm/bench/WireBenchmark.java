package cwm.bench;

import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.TripleBatch;
import cwm.ipc.wire.MessageDecoder;
import cwm.ipc.wire.MessageEncoder;
import cwm.ipc.wire.SerializationFormat;
import cwm.ipc.wire.WireBuffer;
import cwm.rdf.store.TermDictionary;
import java.util.Arrays;
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

/// What does it take to write and to read a `TripleData` of 1,000 triples in each format?
///
/// `java -jar cwm-bench/target/benchmarks.jar WireBenchmark`
///
/// Once with terms that the other side knows, which cross as ids, and once with terms that are new
/// to it: some 1,100 IRIs and 1,000 strings, about 90 KB of text.
@State(Scope.Thread)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WireBenchmark {
  private static final int TRIPLES = 1_000;
  private static final int TERMS_MAX = 1 << 20;

  @Param({"JSON", "MSGPACK", "BINCODE"})
  SerializationFormat format = SerializationFormat.BINCODE;

  private TermDictionary dictionary = new TermDictionary();
  private TermDictionary receivers = new TermDictionary();
  private IpcMessage message = new IpcMessage.LeaveNotification("");
  private final WireBuffer out = new WireBuffer(1 << 18);
  private MessageEncoder encoder = format.encoder(dictionary, 1);
  private MessageDecoder decoder = format.decoder(dictionary, 1);
  private byte[] known = {};
  private byte[] fresh = {};

  @Setup(Level.Trial)
  public void makeMessages() {
    dictionary = new TermDictionary();
    receivers = new TermDictionary();
    int[] iris = Inputs.intern(dictionary, 0, 2 * TRIPLES);
    var random = new SplittableRandom(42);
    int[] subjects = new int[TRIPLES];
    int[] predicates = new int[TRIPLES];
    int[] objects = new int[TRIPLES];
    for (int i = 0; i < TRIPLES; i++) {
      subjects[i] = iris[i];
      predicates[i] = iris[TRIPLES + random.nextInt(100)];
      objects[i] = dictionary.internString("the name of number " + i);
    }
    message =
        new TripleData(
            new TripleBatch(dictionary, subjects, predicates, objects, TRIPLES), "node-1");
    encoder = format.encoder(dictionary, TERMS_MAX);
    decoder = format.decoder(receivers, TERMS_MAX);
    fresh = encoded(encoder);
    known = encoded(encoder);
    decoder.decode(fresh, 0, fresh.length);
  }

  private byte[] encoded(MessageEncoder by) {
    out.clear();
    by.encode(message, out);
    return Arrays.copyOf(out.array(), out.size());
  }

  @Benchmark
  public int encodeKnown() {
    out.clear();
    encoder.encode(message, out);
    return out.size();
  }

  @Benchmark
  public IpcMessage decodeKnown() {
    return decoder.decode(known, 0, known.length);
  }

  /// On a connection that was just opened, as are those of the next.
  @Benchmark
  public int encodeNew() {
    out.clear();
    format.encoder(dictionary, TERMS_MAX).encode(message, out);
    return out.size();
  }

  /// The terms are new to the connection, and known to the receiver's dictionary.
  @Benchmark
  public IpcMessage decodeNew() {
    return format.decoder(receivers, TERMS_MAX).decode(fresh, 0, fresh.length);
  }

  /// The terms are new to the receiver's dictionary too, which is part of what is measured.
  @Benchmark
  public IpcMessage decodeNewToDictionary() {
    return format.decoder(new TermDictionary(), TERMS_MAX).decode(fresh, 0, fresh.length);
  }
}
