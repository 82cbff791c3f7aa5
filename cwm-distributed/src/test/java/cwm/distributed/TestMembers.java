package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Members of a cluster within this process, over the memory transport.
final class TestMembers implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name = "members-" + UUID.randomUUID();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Cluster> clusters = new ArrayList<>();

  /// Starts a cluster.
  TestMembers(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      join();
    }
  }

  /// Starts one more member.
  Cluster join() throws InterruptedException {
    String id = "node-" + (nodes.size() + 1);
    Node node =
        Node.start(
            NodeConfig.builder(id)
                .transport(TransportType.MEMORY)
                .listenAddress("memory:" + name + "-" + id)
                .serialization(SerializationFormat.BINCODE)
                .clusterName(name)
                .build());
    nodes.add(node);
    var config =
        ClusterConfig.builder(id)
            .electionTimeout(Duration.ofMillis(300), Duration.ofMillis(600))
            .heartbeatInterval(Duration.ofMillis(100));
    if (nodes.size() > 1) {
      config.seedNodes("memory:" + name + "-node-1");
    }
    Cluster cluster = Cluster.start(config.build(), node);
    clusters.add(cluster);
    cluster.join(PATIENCE);
    return cluster;
  }

  /// A member.
  ///
  /// @param index from 0
  Cluster cluster(int index) {
    return clusters.get(index);
  }

  @Override
  public void close() {
    for (int i = clusters.size() - 1; i >= 0; i--) {
      clusters.get(i).close();
    }
    nodes.forEach(Node::close);
  }
}
