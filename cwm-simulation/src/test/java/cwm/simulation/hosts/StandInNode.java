package cwm.simulation.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A program that takes the flags of a cluster's node and claims to be one, of a cluster of two.
///
/// The node without seeds leads; the other one leads as soon as it cannot reach its seed.
final class StandInNode {
  private StandInNode() {}

  /// Runs until it is killed.
  public static void main(String[] args) throws IOException {
    Map<String, String> flags = new HashMap<>();
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--cluster-mode")) {
        flags.put(args[i], "");
      } else if (args[i].startsWith("--")) {
        flags.put(args[i], args[++i]);
      } else {
        inputs.add(args[i]);
      }
    }
    System.out.println(flags.keySet().stream().sorted().toList() + " " + inputs);
    System.out.println(Files.readString(Path.of(get(flags, "--config"))));
    listen(address(get(flags, "--listen")), "/ping", () -> new HttpAnswer(200, "here"));
    String nodeId = get(flags, "--node-id");
    listen(
        address(get(flags, "--http")),
        "/cluster/health",
        () -> {
          String seed = flags.get("--seed-nodes");
          boolean isWhole = seed == null || isReachable(address(seed));
          boolean isLeader = seed == null || !isWhole;
          String body =
              """
              {"node_id": "%s", "role": "%s", "term": 7, "cluster_size": 2, "healthy": %s,
               "members": [{"id": "%1$s", "state": "follower", "healthy": true}]}
              """
                  .formatted(nodeId, isLeader ? "leader" : "follower", isWhole);
          return new HttpAnswer(isWhole ? 200 : 503, body);
        });
  }

  private static String get(Map<String, String> flags, String name) {
    return Objects.requireNonNull(flags.get(name), name);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static boolean isReachable(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private interface Page {
    HttpAnswer answer() throws IOException;
  }

  private static void listen(InetSocketAddress address, String path, Page page) throws IOException {
    HttpServer server = HttpServer.create(address, 10);
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            HttpAnswer answer = page.answer();
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }
}
