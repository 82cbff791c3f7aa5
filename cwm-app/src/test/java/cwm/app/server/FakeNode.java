package cwm.app.server;

import cwm.app.server.ServedNode.ServedCluster;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterStats;
import cwm.cluster.MemberHealth;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.distributed.CopyLag;
import cwm.distributed.JobProgress;
import cwm.ipc.NodeStats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A node that is as a test says: at first the leader of the cluster that the specification shows.
final class FakeNode implements ServedNode {
  static final NodeStats STATS = new NodeStats(1, 2, 3, 4, 6, 5, 7);

  volatile boolean isInCluster = true;
  volatile Optional<ServedStore> store = Optional.empty();
  volatile Optional<String> startingWith = Optional.empty();
  volatile Optional<String> waitingFor = Optional.empty();
  volatile Optional<String> doing = Optional.empty();
  volatile Optional<JobProgress> progress = Optional.empty();
  volatile Agenda agenda = Agenda.EMPTY;
  volatile Supplier<ClusterHealth> health = () -> healthOf(true);
  volatile Supplier<NodeStats> nodeStats = () -> STATS;
  volatile ClusterStats clusterStats =
      new ClusterStats(42, Optional.of("node-1"), 3, 3, 17, 99, 100);

  static ClusterHealth healthOf(boolean isHealthy) {
    return new ClusterHealth(
        "node-1",
        NodeState.LEADER,
        42,
        3,
        isHealthy,
        List.of(
            new MemberHealth("node-1", "192.168.1.10:9000", NodeState.LEADER, true, true),
            new MemberHealth("node-2", "192.168.1.11:9000", NodeState.FOLLOWER, true, true),
            new MemberHealth(
                "node-3",
                "192.168.1.12:9000",
                isHealthy ? NodeState.FOLLOWER : NodeState.OFFLINE,
                isHealthy,
                true)),
        List.of("what is for people only"));
  }

  @Override
  public NodeStats stats() {
    return nodeStats.get();
  }

  @Override
  public Map<String, NodeStats> statsByMessageType() {
    return Map.of("Ping", new NodeStats(11, 12, 13, 14, 0, 0, 0));
  }

  @Override
  public Map<String, NodeStats> statsByPeer() {
    return Map.of("node-2", new NodeStats(21, 22, 23, 24, 2, 0, 9));
  }

  @Override
  public Optional<String> startingWith() {
    return startingWith;
  }

  @Override
  public Optional<String> waitingFor() {
    return waitingFor;
  }

  @Override
  public Optional<String> doing() {
    return doing;
  }

  @Override
  public Optional<ServedStore> store() {
    return store;
  }

  @Override
  public Optional<ServedCluster> cluster() {
    return isInCluster ? Optional.of(new View()) : Optional.empty();
  }

  private final class View implements ServedCluster {
    @Override
    public ClusterHealth health() {
      return health.get();
    }

    @Override
    public ClusterStats stats() {
      return clusterStats;
    }

    @Override
    public Agenda agenda() {
      return agenda;
    }

    @Override
    public Optional<JobProgress> progress() {
      return progress;
    }

    @Override
    public List<CopyLag> copyLags() {
      return List.of(new CopyLag(251_001, "node-2", 12));
    }
  }
}
