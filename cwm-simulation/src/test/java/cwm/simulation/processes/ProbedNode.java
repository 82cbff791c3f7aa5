package cwm.simulation.processes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Flags;
import cwm.app.config.Surroundings;
import cwm.app.server.JsonText;
import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.LockHandle;
import cwm.cluster.MemberHealth;
import cwm.cluster.StateDigest;
import cwm.ipc.Node;
import cwm.ipc.NodeStats;
import cwm.ipc.transport.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A node of a cluster that takes the flags of `cwm --cluster-mode`, and does over HTTP what a
/// program that uses the cluster does ([Probe]).
///
/// | path                         | answer                                                        |
/// |------------------------------|---------------------------------------------------------------|
/// | `/cluster/health`            | as a node of `cwm` gives it                                   |
/// | `/write?lock=L&millis=T`     | the token of the lock, which is given back again              |
/// | `/read?millis=T`             | index and digest, both of after the node was up to date       |
/// | `/digest`                    | index and digest                                              |
/// | `/cluster-id`                | the id of the cluster that the node is of, or of none         |
/// | `/problems`                  | what somebody should know or do, a line for each              |
/// | `/voters`                    | how many members vote, as the leader knows it                 |
/// | `/burst?count=N`             | how many entries were committed, two for each of N/2 locks    |
/// | `/messages?type=M`           | how many messages of a type were sent, and received           |
///
/// What goes wrong has status 503 and a text that begins with the exception's code.
final class ProbedNode {
  private static final Duration BURST_PATIENCE = Duration.ofMinutes(5);

  /// Proposals at a time: as many as keep a leader busy.
  private static final int BURST_WIDTH = 512;

  private final Node node;
  private final Cluster cluster;

  private ProbedNode(Node node, Cluster cluster) {
    this.node = node;
    this.cluster = cluster;
  }

  /// Runs until it is killed, or told to end.
  public static void main(String[] args) throws IOException {
    Configuration configuration = ConfigurationReader.read(Surroundings.ofProcess(), flags(args));
    Node node = Node.start(configuration.nodeConfig());
    Cluster cluster = Cluster.start(configuration.clusterConfig(), node);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  cluster.close();
                  node.close();
                }));
    var address = (Address.Inet) configuration.server().http().orElseThrow();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(address.host(), address.port()), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", new ProbedNode(node, cluster)::handle);
    server.start();
  }

  private static Flags flags(String[] args) {
    Map<String, String> values = new HashMap<>();
    Optional<String> file = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--cluster-mode" -> values.put(args[i], "true");
        case "--config" -> file = Optional.of(args[++i]);
        default -> values.put(args[i], args[++i]);
      }
    }
    return new Flags(file, values);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      String body;
      try {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/cluster/health")) {
          ClusterHealth health = cluster.health();
          status = health.isHealthy() ? 200 : 503;
          body = json(health);
        } else {
          body = answer(path, parameters(exchange));
        }
      } catch (ClusterException e) {
        status = 503;
        body = e.code() + ": " + e.getMessage();
      } catch (Exception e) {
        status = 500;
        body = e.toString();
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    Map<String, String> parameters = new HashMap<>();
    String query = exchange.getRequestURI().getQuery();
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        int equals = parameter.indexOf('=');
        parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return parameters;
  }

  private String answer(String path, Map<String, String> parameters) throws Exception {
    return switch (path) {
      case "/write" -> write(parameters.getOrDefault("lock", "probe"), millis(parameters));
      case "/read" -> {
        cluster.awaitUpToDate(millis(parameters));
        yield text(cluster.digest());
      }
      case "/digest" -> text(cluster.digest());
      case "/cluster-id" -> cluster.clusterId().orElse("");
      case "/problems" -> String.join("\n", cluster.health().problems());
      case "/voters" ->
          Long.toString(cluster.health().members().stream().filter(MemberHealth::votes).count());
      case "/burst" -> Long.toString(burst(number(parameters, "count")));
      case "/messages" -> {
        NodeStats stats =
            node.statsByMessageType()
                .getOrDefault(
                    parameters.getOrDefault("type", ""), new NodeStats(0, 0, 0, 0, 0, 0, 0));
        yield stats.messagesSent() + " " + stats.messagesReceived();
      }
      default -> throw new IllegalArgumentException("no such path: " + path);
    };
  }

  private static Duration millis(Map<String, String> parameters) {
    return Duration.ofMillis(number(parameters, "millis"));
  }

  private static int number(Map<String, String> parameters, String name) {
    return Integer.parseInt(parameters.getOrDefault(name, ""));
  }

  private static String text(StateDigest digest) {
    return digest.index() + " " + digest.sha256();
  }

  private String write(String lock, Duration timeout) throws InterruptedException {
    LockHandle handle = cluster.acquireLock(lock, timeout);
    var _ = handle.releaseAsync();
    return Long.toString(handle.token());
  }

  private long burst(int entryCount) throws InterruptedException {
    var room = new Semaphore(BURST_WIDTH);
    var committedCount = new AtomicLong();
    for (int i = 0; i < entryCount / 2; i++) {
      room.acquire();
      CompletableFuture<?> _ =
          cluster
              .acquireLockAsync("burst-" + i % (2 * BURST_WIDTH), BURST_PATIENCE)
              .thenCompose(LockHandle::releaseAsync)
              .whenComplete(
                  (_, failure) -> {
                    committedCount.addAndGet(failure == null ? 2 : 0);
                    room.release();
                  });
    }
    if (!room.tryAcquire(BURST_WIDTH, BURST_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("still not committed: entries of the burst");
    }
    return committedCount.get();
  }

  private static String json(ClusterHealth health) {
    return JsonText.of(
        json -> {
          json.writeStringField("node_id", health.nodeId());
          json.writeStringField("role", health.role().jsonName());
          json.writeNumberField("term", health.term());
          json.writeNumberField("cluster_size", health.clusterSize());
          json.writeBooleanField("healthy", health.isHealthy());
          json.writeArrayFieldStart("members");
          for (MemberHealth member : health.members()) {
            json.writeStartObject();
            json.writeStringField("id", member.nodeId());
            json.writeStringField("state", member.state().jsonName());
            json.writeBooleanField("healthy", member.isHealthy());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
