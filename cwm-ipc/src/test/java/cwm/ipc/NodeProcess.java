package cwm.ipc;

import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.PeerSecurity;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// A node in a process of its own, which sends back whatever it gets but triples, which it drops.
final class NodeProcess implements AutoCloseable {
  private static final long EXIT_SECONDS_MAX = 20;

  private final Process process;
  private final String address;
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

  private NodeProcess(Process process) throws IOException {
    this.process = process;
    Thread.ofVirtual().start(this::readLog);
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the process did not start: " + String.join("\n", log));
    }
    address = line;
  }

  /// The node's side.
  ///
  /// @param args node id, address, transport, format, heartbeat interval in milliseconds, and
  ///   perhaps a cluster key
  public static void main(String[] args) throws Exception {
    var config =
        NodeConfig.builder(args[0])
            .listenAddress(args[1])
            .transport(TransportType.valueOf(args[2]))
            .serialization(SerializationFormat.valueOf(args[3]))
            .heartbeatInterval(Duration.ofMillis(Long.parseLong(args[4])));
    if (args.length > 5) {
      config.security(PeerSecurity.of(new ClusterKey(args[5])));
    }
    Node node = Node.start(config.build());
    node.on(TripleData.class, _ -> {});
    Thread.ofVirtual().start(() -> echo(node));
    System.out.println(node.address());
    while (System.in.read() >= 0) {
      // Only its end counts.
    }
    node.close();
  }

  private static void echo(Node node) {
    try {
      while (true) {
        Received<?> received = node.receive();
        try {
          node.send(received.peer(), received.message());
        } catch (IpcException _) {
          // Whoever sent it is gone.
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  static NodeProcess start(
      String id,
      String address,
      TransportType transport,
      SerializationFormat format,
      Duration heartbeat,
      String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                id,
                address,
                transport.name(),
                format.name(),
                Long.toString(heartbeat.toMillis())));
    command.addAll(List.of(more));
    return new NodeProcess(new ProcessBuilder(command).start());
  }

  private void readLog() {
    try (var err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        log.add(line);
      }
    } catch (IOException _) {
      // The process is gone.
    }
  }

  String address() {
    return address;
  }

  /// What it has said of what happened, one event a line.
  List<String> log() {
    // java.util.logging puts a line of date and class before each.
    return log.stream().filter(line -> line.matches("(INFO|WARNING|SEVERE): .*")).toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Ends it as `kill -9` does.
  void kill() {
    process.destroyForcibly();
  }

  /// Sends it a signal, such as `STOP`.
  void signal(String name) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + name + " gave " + exit);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It is gone already.
    }
    if (!process
        .onExit()
        .completeOnTimeout(process, EXIT_SECONDS_MAX, TimeUnit.SECONDS)
        .join()
        .isAlive()) {
      return;
    }
    process.destroyForcibly(); // also if it is stopped by a signal
    throw new IllegalStateException("the process did not end when its input did: " + log);
  }
}
