package cwm.bench.ipc;

import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.TripleBatch;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Measures, for every transport and format, how long a round trip of a 100-byte message takes and
/// how many triples a second go one way in messages of 1,000, to a node in another process (for
/// `memory`: in the same).
///
/// Triples are of terms that the other side knows already, so ids are what travels. Prints a table
/// in Markdown, one line per transport and format.
public final class IpcFigures {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MESSAGE_BYTES = 100;
  private static final int TRIPLES_PER_MESSAGE = 1_000;
  private static final int TERM_COUNT = 10_000;

  private final double seconds;

  private IpcFigures(double seconds) {
    this.seconds = seconds;
  }

  /// Runs all measurements.
  ///
  /// @param args how many seconds each takes; 3 by default
  public static void main(String[] args) throws Exception {
    var figures = new IpcFigures(args.length > 0 ? Double.parseDouble(args[0]) : 3);
    System.out.println("| transport | format | round trip p50 | p99 | triples/s | bytes/triple |");
    System.out.println("|---|---|---|---|---|---|");
    for (TransportType transport : order()) {
      for (SerializationFormat format : SerializationFormat.values()) {
        figures.measure(transport, format);
      }
    }
  }

  private static List<TransportType> order() {
    return List.of(TransportType.MEMORY, TransportType.UNIX, TransportType.TCP, TransportType.UDP);
  }

  private void measure(TransportType transport, SerializationFormat format) throws Exception {
    Path folder = Files.createTempDirectory("cwm-bench-ipc");
    String address =
        switch (transport) {
          case MEMORY -> "memory:echo";
          case UNIX -> "unix:" + folder.resolve("echo");
          case TCP, UDP -> "127.0.0.1:0";
        };
    if (transport == TransportType.MEMORY) {
      try (Node echo = EchoNode.start(address, transport, format)) {
        measure(transport, format, echo.address().toString());
      }
    } else {
      Process process = startProcess(address, transport, format);
      try {
        measure(transport, format, firstLine(process));
      } finally {
        process.getOutputStream().close();
        process.waitFor(10, TimeUnit.SECONDS);
      }
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }

  private static Process startProcess(
      String address, TransportType transport, SerializationFormat format) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EchoNode.class.getName(),
            address,
            transport.name(),
            format.name()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String firstLine(Process process) throws IOException {
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the other process did not start");
    }
    return line;
  }

  private void measure(TransportType transport, SerializationFormat format, String echoAddress)
      throws Exception {
    NodeConfig.Builder config =
        NodeConfig.builder("bench").transport(transport).serialization(format);
    Path socket = Files.createTempDirectory("cwm-bench-ipc").resolve("bench");
    config.listenAddress(
        switch (transport) {
          case MEMORY -> "memory:bench";
          case UNIX -> "unix:" + socket;
          case TCP, UDP -> "127.0.0.1:0";
        });
    try (Node node = Node.start(config.build())) {
      String peer = node.connect(echoAddress);
      long[] nanos = roundTrips(node, peer);
      double[] rates = triples(node, peer);
      System.out.printf(
          "| %s | %s | %.1f us | %.1f us | %,.0f | %.1f |%n",
          transport.configName(),
          format.configName(),
          nanos[nanos.length / 2] / 1e3,
          nanos[(int) (nanos.length * 0.99)] / 1e3,
          rates[0],
          rates[1]);
    }
    Files.deleteIfExists(socket);
    Files.delete(socket.getParent());
  }

  /// Nanoseconds of each round trip, ascending; the first third of the time is not counted.
  private long[] roundTrips(Node node, String peer) throws Exception {
    var message = new BarrierRelease("x".repeat(MESSAGE_BYTES), 0, "");
    long start = System.nanoTime();
    long[] nanos = new long[1 << 20];
    int count = 0;
    while (System.nanoTime() - start < seconds * 1e9 && count < nanos.length) {
      long begun = System.nanoTime();
      IpcMessage answer = node.request(peer, message, TIMEOUT).get();
      if (!answer.equals(message)) {
        throw new IllegalStateException("got " + answer);
      }
      if (begun - start > seconds * 1e9 / 3) {
        nanos[count++] = System.nanoTime() - begun;
      }
    }
    long[] counted = Arrays.copyOf(nanos, count);
    Arrays.sort(counted);
    return counted;
  }

  /// Triples a second, and bytes on the wire for each; the first third of the time is not counted.
  private double[] triples(Node node, String peer) throws Exception {
    TripleData batch = new TripleData(batch(node.dictionary()), "bench");
    var marker = new TripleData(TripleBatch.of(List.of(), node.dictionary()), "bench");
    long warm = (long) (seconds * 1e9 / 3);
    flood(node, peer, batch, warm);
    long before = count(node, peer, marker);
    long bytesBefore = tripleBytes(node);
    long start = System.nanoTime();
    flood(node, peer, batch, 2 * warm);
    long count = count(node, peer, marker) - before;
    double took = (System.nanoTime() - start) / 1e9;
    long bytes = tripleBytes(node) - bytesBefore;
    return new double[] {count / took, (double) bytes / count};
  }

  private static long tripleBytes(Node node) {
    return Objects.requireNonNull(node.statsByMessageType().get("TripleData")).bytesSent();
  }

  private static void flood(Node node, String peer, TripleData batch, long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      node.send(peer, batch);
    }
  }

  /// How many triples have arrived, all those sent before included.
  private static long count(Node node, String peer, TripleData marker) throws Exception {
    BarrierRelease answer = (BarrierRelease) node.request(peer, marker, TIMEOUT).get();
    return Long.parseLong(answer.barrierId());
  }

  private static TripleBatch batch(TermDictionary dictionary) {
    int[] terms = new int[TERM_COUNT];
    for (int i = 0; i < TERM_COUNT; i++) {
      byte[] iri = ("http://example.org/term/" + i).getBytes(StandardCharsets.UTF_8);
      terms[i] = dictionary.internIri(iri, 0, iri.length);
    }
    int[] subjects = new int[TRIPLES_PER_MESSAGE];
    int[] predicates = new int[TRIPLES_PER_MESSAGE];
    int[] objects = new int[TRIPLES_PER_MESSAGE];
    for (int i = 0; i < TRIPLES_PER_MESSAGE; i++) {
      subjects[i] = terms[i * 7 % TERM_COUNT];
      predicates[i] = terms[i % 20];
      objects[i] = terms[(i * 13 + 5) % TERM_COUNT];
    }
    return new TripleBatch(dictionary, subjects, predicates, objects, TRIPLES_PER_MESSAGE);
  }
}
