package cwm.app;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterListener;
import cwm.cluster.ClusterStats;
import cwm.cluster.state.Agenda;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.NotReady;
import cwm.distributed.ReasoningConfig;
import cwm.ipc.Node;
import java.time.Duration;
import java.util.Optional;

/// What a node that stays up needs of its [Cluster], so that a test can be the cluster.
interface Membership extends AutoCloseable {
  /// Begins to take part.
  interface Starter {
    /// Begins, and does not wait.
    ///
    /// @throws ClusterException as [Cluster#start]
    Membership start(ClusterConfig config, Node node);
  }

  /// As [Cluster#join].
  void join(Duration timeout) throws InterruptedException;

  /// As [Cluster#isJoined].
  boolean isJoined();

  /// As [Cluster#waitingFor].
  String waitingFor();

  /// As [Cluster#leader].
  Optional<String> leader();

  /// As [Cluster#health].
  ClusterHealth health();

  /// As [Cluster#stats].
  ClusterStats stats();

  /// What the nodes do together, as this node knows it.
  Agenda agenda();

  /// As [Cluster#addListener].
  void addListener(ClusterListener listener);

  /// Takes part in reasoning, once it is a member; nothing if this cluster does not reason. As
  /// [DistributedReasoner#start].
  Optional<DistributedReasoner> reason(ReasoningConfig config) throws InterruptedException;

  /// As [Cluster#abandon].
  void abandon();

  @Override
  void close();

  /// That of a real cluster.
  static Membership start(ClusterConfig config, Node node) {
    NotReady.answer(node);
    Cluster cluster = Cluster.start(config, node);
    return new Membership() {
      @Override
      public void join(Duration timeout) throws InterruptedException {
        cluster.join(timeout);
      }

      @Override
      public boolean isJoined() {
        return cluster.isJoined();
      }

      @Override
      public String waitingFor() {
        return cluster.waitingFor();
      }

      @Override
      public Optional<String> leader() {
        return cluster.leader();
      }

      @Override
      public ClusterHealth health() {
        return cluster.health();
      }

      @Override
      public ClusterStats stats() {
        return cluster.stats();
      }

      @Override
      public Agenda agenda() {
        return cluster.agenda();
      }

      @Override
      public void addListener(ClusterListener listener) {
        cluster.addListener(listener);
      }

      @Override
      public Optional<DistributedReasoner> reason(ReasoningConfig config)
          throws InterruptedException {
        return Optional.of(DistributedReasoner.start(cluster, config));
      }

      @Override
      public void abandon() {
        cluster.abandon();
      }

      @Override
      public void close() {
        cluster.close();
      }
    };
  }
}
