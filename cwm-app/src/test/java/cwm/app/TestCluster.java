package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Flags;
import cwm.app.config.Surroundings;
import cwm.reasoner.partition.Spreading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;

/// A cluster of nodes in this process, each of which answers over HTTP.
final class TestCluster implements AutoCloseable {
  private static final long READY_SECONDS_MAX = 120;

  private final List<CompletableFuture<ExitCode>> stops = new ArrayList<>();
  private final List<CompletableFuture<ExitCode>> ends = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  /// Starts nodes, and waits until all are ready.
  ///
  /// @param folder for the configuration
  /// @param toml what that says of all nodes
  /// @param flags of each node, besides
  TestCluster(int count, Path folder, String toml, String... flags) throws Exception {
    Files.writeString(folder.resolve("cwm.toml"), toml);
    String seed = freeAddress();
    for (int i = 0; i < count; i++) {
      start("node-" + (i + 1), i == 0 ? seed : freeAddress(), seed, folder, flags);
    }
    for (int i = 0; i < count; i++) {
      awaitReady(i);
    }
  }

  private static String freeAddress() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    }
  }

  private void start(String name, String listen, String seed, Path folder, String... flags)
      throws IOException {
    String http = freeAddress();
    urls.add("http://" + http);
    Configuration configuration =
        ConfigurationReader.read(
            new Surroundings(folder, Map.of(), CommandRun.BARE.systemFile()),
            new Flags(
                Optional.empty(),
                Map.of(
                    "--cluster-mode", "true",
                    "--node-id", name,
                    "--listen", listen,
                    "--seed-nodes", seed,
                    "--http", http)));
    var options = new Options();
    Script script = Script.of(new CommandLine(options).parseArgs(flags));
    var console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream(),
            false);
    var session = new Session(options, script, Spreading.over(1), console);
    ClusterTask task = ClusterTask.of(options, script, configuration, Spreading.over(1));
    var command = NodeCommand.ofCluster(configuration, session, task);
    var stop = new CompletableFuture<ExitCode>();
    var end = new CompletableFuture<ExitCode>();
    stops.add(stop);
    ends.add(end);
    Thread.ofPlatform()
        .name("test-" + name)
        .daemon()
        .start(
            () -> {
              try {
                end.complete(command.run(() -> stop));
              } catch (RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
  }

  private void awaitReady(int node) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    String last = "";
    while (System.nanoTime() < end) {
      try {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(node, "/health/ready")));
        if (answer.statusCode() == 200) {
          return;
        }
        last = answer.body();
      } catch (IOException e) {
        last = e.toString(); // it does not listen yet
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new AssertionError("node %d is not ready: %s".formatted(node + 1, last));
  }

  int size() {
    return urls.size();
  }

  URI uri(int node, String path) {
    return URI.create(urls.get(node) + path);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /// Ends a node in order: it gives its facts to the others.
  void stop(int node) throws Exception {
    stops.get(node).complete(ExitCode.OK);
    ExitCode _ = ends.get(node).get(READY_SECONDS_MAX, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    stops.forEach(stop -> stop.complete(ExitCode.OK));
    ends.forEach(end -> end.exceptionally(_ -> ExitCode.FAILED).join());
    client.close();
  }
}
