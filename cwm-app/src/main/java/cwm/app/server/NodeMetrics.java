package cwm.app.server;

import cwm.app.server.ServedNode.ServedCluster;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterStats;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.ReplicaSet;
import cwm.distributed.CopyLag;
import cwm.ipc.NodeStats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metrics of a node and its cluster. They are taken when somebody asks, all from the same
/// moment, so that peers which have gone leave nothing behind.
final class NodeMetrics implements MultiCollector {
  private static final Logger log = LoggerFactory.getLogger(NodeMetrics.class);

  private final ServedNode node;

  NodeMetrics(ServedNode node) {
    this.node = node;
  }

  @Override
  public MetricSnapshots collect() {
    var metrics = MetricSnapshots.builder();
    NodeStats stats = node.stats();
    gauge(metrics, "cwm_uptime_seconds", "How long the node runs.", stats.uptimeSecs());
    gauge(
        metrics,
        "cwm_ready",
        "1 if the node can be used, else 0.",
        node.startingWith().isEmpty() && node.waitingFor().isEmpty() ? 1 : 0);
    gauge(
        metrics,
        "cwm_ipc_connections",
        "Open connections with other nodes, two for each.",
        stats.activeConnections());
    gauge(
        metrics,
        "cwm_ipc_pending_messages",
        "Messages that wait to be sent.",
        stats.pendingMessages());
    Map<String, NodeStats> byPeer = node.statsByPeer();
    gauge(
        metrics,
        "cwm_ipc_sessions",
        "Nodes and tools that there is a session with.",
        byPeer.size());
    traffic(metrics, "cwm_ipc_", "type", "by type of message", node.statsByMessageType());
    traffic(metrics, "cwm_ipc_peer_", "peer", "by peer, since the session began", byPeer);
    node.cluster().ifPresent(cluster -> cluster(metrics, cluster));
    return metrics.build();
  }

  private static void cluster(MetricSnapshots.Builder metrics, ServedCluster cluster) {
    ClusterHealth health;
    ClusterStats stats;
    try {
      health = cluster.health();
      stats = cluster.stats();
    } catch (ClusterException e) {
      log.debug("the cluster's metrics are left out: {}", e.getMessage());
      return;
    }
    role(metrics, health.role());
    gauge(metrics, "cwm_raft_term", "The Raft term.", stats.currentTerm());
    gauge(metrics, "cwm_raft_commit_index", "The last entry committed.", stats.commitIndex());
    gauge(metrics, "cwm_raft_applied_index", "The last entry applied.", stats.lastApplied());
    gauge(metrics, "cwm_raft_log_entries", "Entries that the node's log holds.", stats.logSize());
    gauge(metrics, "cwm_cluster_members", "Members, dead ones included.", stats.clusterSize());
    gauge(
        metrics,
        "cwm_cluster_healthy_members",
        "Members that the leader hears.",
        stats.healthyNodes());
    gauge(
        metrics,
        "cwm_cluster_healthy",
        "1 if there is a leader, a majority of the voters is healthy and all facts are led, else"
            + " 0.",
        health.isHealthy() ? 1 : 0);
    copies(metrics, cluster.agenda(), health.nodeId());
    lags(metrics, cluster.copyLags());
    gauge(
        metrics,
        "cwm_cluster_gaps",
        "Pairs of nodes that do not reach one another, though others reach both.",
        cluster.agenda().reach().gaps().size());
  }

  private static void lags(MetricSnapshots.Builder metrics, List<CopyLag> lags) {
    var behind =
        GaugeSnapshot.builder()
            .name("cwm_replica_set_lag_entries")
            .help("Entries that a member is behind, of sets that this node leads.");
    for (CopyLag lag : lags) {
      behind.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("member", lag.nodeId(), "set", Long.toString(lag.set())))
              .value((double) lag.entryCount())
              .build());
    }
    metrics.metricSnapshot(behind.build());
  }

  private static void copies(MetricSnapshots.Builder metrics, Agenda agenda, String nodeId) {
    List<ReplicaSet> sets = agenda.placedSets();
    gauge(metrics, "cwm_replica_sets", "Sets of members that keep facts.", sets.size());
    gauge(
        metrics,
        "cwm_replica_sets_led",
        "Those that this node leads.",
        sets.stream().filter(set -> set.isLedBy(nodeId)).count());
    gauge(
        metrics,
        "cwm_replica_sets_without_leader",
        "Those whose facts are unavailable, since nobody leads them.",
        sets.stream().filter(set -> set.leader().isEmpty() || set.isLost()).count());
    gauge(
        metrics,
        "cwm_fact_copies_wanted",
        "Members that are to hold each fact.",
        agenda.settings().map(DataSettings::replicationFactor).orElse(0));
    gauge(
        metrics,
        "cwm_fact_copies",
        "Members that hold each fact at least.",
        sets.stream().mapToInt(set -> set.holders().size()).min().orElse(0));
    gauge(
        metrics,
        "cwm_facts_version",
        "The version of all facts; it grows with every load and every run of the rules.",
        agenda.version());
  }

  private static void role(MetricSnapshots.Builder metrics, NodeState role) {
    var roles =
        GaugeSnapshot.builder().name("cwm_raft_role").help("1 for what the node is doing, else 0.");
    for (NodeState each : NodeState.values()) {
      roles.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("role", each.jsonName()))
              .value(each == role ? 1 : 0)
              .build());
    }
    metrics.metricSnapshot(roles.build());
  }

  private static void gauge(MetricSnapshots.Builder metrics, String name, String help, long value) {
    metrics.metricSnapshot(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value((double) value).build())
            .build());
  }

  private static void traffic(
      MetricSnapshots.Builder metrics,
      String prefix,
      String label,
      String help,
      Map<String, NodeStats> stats) {
    counter(
        metrics,
        prefix + "sent_messages",
        "Messages sent, " + help + ".",
        label,
        stats,
        NodeStats::messagesSent);
    counter(
        metrics,
        prefix + "received_messages",
        "Messages received, " + help + ".",
        label,
        stats,
        NodeStats::messagesReceived);
    counter(
        metrics,
        prefix + "sent_bytes",
        "Bytes sent, before encryption, " + help + ".",
        label,
        stats,
        NodeStats::bytesSent);
    counter(
        metrics,
        prefix + "received_bytes",
        "Bytes received, after decryption, " + help + ".",
        label,
        stats,
        NodeStats::bytesReceived);
  }

  private static void counter(
      MetricSnapshots.Builder metrics,
      String name,
      String help,
      String label,
      Map<String, NodeStats> stats,
      ToLongFunction<NodeStats> value) {
    var counter = CounterSnapshot.builder().name(name).help(help);
    stats.forEach(
        (key, each) ->
            counter.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of(label, key))
                    .value((double) value.applyAsLong(each))
                    .build()));
    metrics.metricSnapshot(counter.build());
  }
}
