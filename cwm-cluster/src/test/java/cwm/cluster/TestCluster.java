package cwm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.LogHost;
import cwm.cluster.ratis.RatisLogHost;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// Nodes of a cluster within this process, over the memory transport unless said otherwise.
final class TestCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 5_000_000;

  private final String name = "test-" + UUID.randomUUID();
  private final Map<String, Member> members = new LinkedHashMap<>();
  private UnaryOperator<NodeConfig.Builder> nodeSettings = builder -> builder;
  private UnaryOperator<ClusterConfig.Builder> clusterSettings = builder -> builder;
  private UnaryOperator<LogHost> logs = host -> host;
  private Parts parts = new Parts();

  record Member(Node node, Cluster cluster) {}

  TestCluster withNodes(UnaryOperator<NodeConfig.Builder> settings) {
    nodeSettings = settings;
    return this;
  }

  TestCluster withClusters(UnaryOperator<ClusterConfig.Builder> settings) {
    clusterSettings = settings;
    return this;
  }

  /// Has what hosts open changed on the way to each node.
  TestCluster withLogs(UnaryOperator<LogHost> change) {
    logs = change;
    return this;
  }

  /// Makes nodes of these parts.
  TestCluster withParts(Parts others) {
    parts = others;
    return this;
  }

  /// Where a node of this name listens.
  String address(String nodeId) {
    return "memory:" + name + "-" + nodeId;
  }

  /// Starts a node that does not wait to be a member.
  Cluster start(String nodeId, List<String> seeds, Optional<Path> dataDir) {
    NodeConfig.Builder nodeConfig =
        NodeConfig.builder(nodeId)
            .transport(TransportType.MEMORY)
            .listenAddress(address(nodeId))
            .serialization(SerializationFormat.BINCODE)
            .heartbeatInterval(Duration.ofMillis(100))
            .clusterName(name);
    Node node = Node.start(nodeSettings.apply(nodeConfig).build());
    ClusterConfig.Builder config =
        ClusterConfig.builder(nodeId)
            .electionTimeout(Duration.ofMillis(300), Duration.ofMillis(600))
            .heartbeatInterval(Duration.ofMillis(100))
            .seedNodes(seeds.stream().map(this::address).toArray(String[]::new))
            .lease(Duration.ofSeconds(2));
    dataDir.ifPresent(config::dataDir);
    try {
      Cluster cluster = start(clusterSettings.apply(config).build(), node);
      members.put(nodeId, new Member(node, cluster));
      return cluster;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private Cluster start(ClusterConfig config, Node node) {
    DataDirectory directory = DataDirectory.open(config.dataDir(), config.nodeId());
    LogHost host = new RatisLogHost(node, directory.logs(), Cluster.logSettings(config));
    return Cluster.start(
        config, node, new Surroundings(logs.apply(host), directory, new SecureRandom()), parts);
  }

  /// Starts a node and waits until it is a member.
  Cluster join(String nodeId, String... seeds) throws InterruptedException {
    Cluster cluster = start(nodeId, List.of(seeds), Optional.empty());
    cluster.join(PATIENCE);
    return cluster;
  }

  Cluster cluster(String nodeId) {
    return member(nodeId).cluster();
  }

  Node node(String nodeId) {
    return member(nodeId).node();
  }

  private Member member(String nodeId) {
    Member member = members.get(nodeId);
    assertThat(member).as(nodeId).isNotNull();
    assert member != null;
    return member;
  }

  List<Cluster> clusters() {
    return members.values().stream().map(Member::cluster).toList();
  }

  /// The node that leads, when there is one.
  Cluster leader() throws InterruptedException {
    until("a leader", () -> clusters().stream().anyMatch(c -> c.role() == NodeState.LEADER));
    return clusters().stream()
        .filter(cluster -> cluster.role() == NodeState.LEADER)
        .findFirst()
        .orElseThrow();
  }

  /// Ends a node as a crash does: nobody is told.
  void crash(String nodeId) {
    Member member = member(nodeId);
    members.remove(nodeId);
    member.node().close();
    member.cluster().abandon();
  }

  /// Ends a node in order.
  void close(String nodeId) {
    Member member = member(nodeId);
    members.remove(nodeId);
    member.cluster().close();
    member.node().close();
  }

  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - endNanos).as("waiting for " + what).isNegative();
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void close() {
    List<Thread> closing = new ArrayList<>();
    for (String nodeId : List.copyOf(members.keySet())) {
      closing.add(Thread.ofVirtual().start(() -> member(nodeId).node().close()));
    }
    for (Member member : List.copyOf(members.values())) {
      closing.add(Thread.ofVirtual().start(member.cluster()::abandon));
    }
    for (Thread thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    members.clear();
  }
}
