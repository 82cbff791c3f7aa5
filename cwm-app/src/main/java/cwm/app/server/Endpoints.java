package cwm.app.server;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import cwm.app.server.ServedNode.ServedCluster;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterStats;
import cwm.cluster.MemberHealth;
import cwm.ipc.NodeStats;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What there is to ask a node for, by path, and the answers.
final class Endpoints {
  /// Answered at once, whatever else goes on: whoever asks would restart a process that is only
  /// busy.
  static final String LIVE = "/health/live";

  private final Map<String, Supplier<Answer>> byPath = new LinkedHashMap<>();
  private final ServedNode node;
  private final List<String> others;

  /// @param others paths that others answer
  /// @param metrics the text of all metrics
  Endpoints(ServedNode node, List<String> others, Supplier<String> metrics) {
    this.node = node;
    this.others = others;
    byPath.put("/cluster/health", () -> ofCluster(cluster -> health(cluster.health())));
    byPath.put("/cluster/stats", () -> ofCluster(cluster -> stats(cluster.stats())));
    byPath.put("/node/stats", () -> stats(node.stats()));
    byPath.put("/node/view", () -> NodeView.of(node));
    byPath.put(LIVE, () -> status(Answer.OK, "live"));
    byPath.put(
        "/health/ready", () -> status("ready", firstOf(node.startingWith(), node.waitingFor())));
    byPath.put("/health/startup", () -> status("started", node.startingWith()));
    byPath.put("/metrics", () -> Answer.metrics(metrics.get()));
  }

  /// Whether a path is open to everybody, by whatever name and from whatever page: probes have no
  /// users.
  static boolean isOpen(String path) {
    return path.startsWith("/health/") || path.equals("/metrics");
  }

  /// How a path is answered; empty if there is nothing.
  Optional<Supplier<Answer>> find(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  Answer notFound(String path) {
    return Answer.error(
        Answer.NOT_FOUND,
        "there is nothing at " + path,
        Stream.concat(byPath.keySet().stream(), others.stream())
            .collect(joining(", ", "there are ", "")));
  }

  private Answer ofCluster(Function<ServedCluster, Answer> answer) {
    Optional<ServedCluster> cluster = node.cluster();
    if (cluster.isEmpty()) {
      return Answer.error(
          Answer.NOT_FOUND,
          "this node is in no cluster",
          "start it with --cluster-mode; of the node itself /node/stats and /health/ready tell");
    }
    try {
      return answer.apply(cluster.get());
    } catch (ClusterException e) {
      return Answer.error(
          Answer.UNAVAILABLE, String.valueOf(e.getMessage()), "/health/ready tells of this node");
    }
  }

  private static Optional<String> firstOf(Optional<String> first, Optional<String> second) {
    return first.isPresent() ? first : second;
  }

  /// @param done what the node is if it waits for nothing
  private static Answer status(String done, Optional<String> waitingFor) {
    return waitingFor.isEmpty()
        ? status(Answer.OK, done)
        : Answer.json(
            Answer.UNAVAILABLE,
            json -> {
              json.writeStringField("status", "waiting");
              json.writeStringField("waiting_for", waitingFor.get());
            });
  }

  private static Answer status(int code, String status) {
    return Answer.json(code, json -> json.writeStringField("status", status));
  }

  /// Exactly what the specification shows, in its order.
  private static Answer health(ClusterHealth health) {
    return Answer.json(
        health.isHealthy() ? Answer.OK : Answer.UNAVAILABLE,
        json -> {
          json.writeStringField("node_id", health.nodeId());
          json.writeStringField("role", health.role().jsonName());
          json.writeNumberField("term", health.term());
          json.writeNumberField("cluster_size", health.clusterSize());
          json.writeBooleanField("healthy", health.isHealthy());
          json.writeArrayFieldStart("members");
          for (MemberHealth member : health.members()) {
            write(member, json);
          }
          json.writeEndArray();
        });
  }

  private static void write(MemberHealth member, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", member.nodeId());
    json.writeStringField("state", member.state().jsonName());
    json.writeBooleanField("healthy", member.isHealthy());
    json.writeEndObject();
  }

  private static Answer stats(ClusterStats stats) {
    return Answer.json(
        Answer.OK,
        json -> {
          json.writeNumberField("current_term", stats.currentTerm());
          json.writeStringField("current_leader", stats.currentLeader().orElse(null));
          json.writeNumberField("cluster_size", stats.clusterSize());
          json.writeNumberField("healthy_nodes", stats.healthyNodes());
          json.writeNumberField("log_size", stats.logSize());
          json.writeNumberField("last_applied", stats.lastApplied());
          json.writeNumberField("commit_index", stats.commitIndex());
        });
  }

  private static Answer stats(NodeStats stats) {
    return Answer.json(
        Answer.OK,
        json -> {
          json.writeNumberField("messages_sent", stats.messagesSent());
          json.writeNumberField("messages_received", stats.messagesReceived());
          json.writeNumberField("bytes_sent", stats.bytesSent());
          json.writeNumberField("bytes_received", stats.bytesReceived());
          json.writeNumberField("active_connections", stats.activeConnections());
          json.writeNumberField("pending_messages", stats.pendingMessages());
          json.writeNumberField("uptime_secs", stats.uptimeSecs());
        });
  }
}
