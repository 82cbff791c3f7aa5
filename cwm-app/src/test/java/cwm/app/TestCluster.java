package cwm.app;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A cluster of nodes in this process, each of which answers over HTTP.
final class TestCluster implements AutoCloseable {
  private static final long READY_SECONDS_MAX = 120;

  private final List<NodeThread> nodes = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  /// Starts nodes, and waits until all are ready.
  ///
  /// @param folder for the configuration
  /// @param toml what that says of all nodes
  /// @param flags of each node, besides
  TestCluster(int count, Path folder, String toml, String... flags) throws Exception {
    Files.writeString(folder.resolve("cwm.toml"), toml);
    String seed = NodeThread.freeAddress();
    for (int i = 0; i < count; i++) {
      Map<String, String> settings =
          Map.of(
              "--node-id",
              "node-" + (i + 1),
              "--listen",
              i == 0 ? seed : NodeThread.freeAddress(),
              "--seed-nodes",
              seed);
      nodes.add(NodeThread.start(folder, settings, Membership::start, flags));
    }
    for (int i = 0; i < count; i++) {
      awaitReady(i);
    }
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
    return nodes.size();
  }

  URI uri(int node, String path) {
    return URI.create("http://" + nodes.get(node).http() + path);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.stop().complete(ExitCode.OK));
    nodes.forEach(node -> node.end().exceptionally(_ -> ExitCode.FAILED).join());
    client.close();
  }
}
