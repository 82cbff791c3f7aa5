package cwm.app;

import cwm.app.server.ServedNode;
import cwm.app.server.ServedNode.ServedCluster;
import cwm.app.server.ServedStore;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterStats;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.distributed.CopyLag;
import cwm.distributed.JobProgress;
import cwm.ipc.Node;
import cwm.ipc.NodeStats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a node that stays up is, from before it has begun until after it has ended.
final class NodeStatus implements ServedNode {
  private final Optional<Node> node;
  private final long startNanos = System.nanoTime();

  private volatile Optional<String> startingWith = Optional.of("reading the inputs");
  private volatile @Nullable Membership membership;
  private volatile Optional<BooleanSupplier> hasShare = Optional.empty();
  private volatile Supplier<List<CopyLag>> lags = List::of;
  private volatile Supplier<Optional<String>> doing = Optional::empty;
  private volatile Supplier<Optional<JobProgress>> progress = Optional::empty;
  private volatile Optional<ServedStore> store = Optional.empty();
  private volatile boolean hasHadShare;
  private volatile boolean isEnding;

  private NodeStatus(Optional<Node> node) {
    this.node = node;
  }

  /// Of a node that is to be in a cluster.
  static NodeStatus ofCluster(Node node) {
    return new NodeStatus(Optional.of(node));
  }

  /// Of a node that talks to no other.
  static NodeStatus single() {
    return new NodeStatus(Optional.empty());
  }

  /// The node is up, and takes part in a cluster.
  void setUp(Membership newMembership) {
    membership = newMembership;
    setUp();
  }

  /// The node takes part in reasoning.
  ///
  /// @param newHasShare tells whether it has its share of the facts
  /// @param newLags tells how far copies of others are behind
  /// @param newStore what all nodes know; empty if nobody may ask
  void setReasoning(
      BooleanSupplier newHasShare,
      Supplier<List<CopyLag>> newLags,
      Optional<ServedStore> newStore) {
    lags = newLags;
    hasShare = Optional.of(newHasShare);
    store = newStore;
  }

  /// The node can tell how far it is.
  ///
  /// @param newDoing tells what it does before it is up
  void setDoing(Supplier<Optional<String>> newDoing) {
    doing = newDoing;
  }

  /// The node has a part in jobs.
  ///
  /// @param newProgress tells how far it is with it
  void setProgress(Supplier<Optional<JobProgress>> newProgress) {
    progress = newProgress;
  }

  /// The node is up, and answers by itself.
  void setUp(ServedStore newStore) {
    store = Optional.of(newStore);
    setUp();
  }

  /// The node is up.
  void setUp() {
    startingWith = Optional.empty();
  }

  /// The node goes.
  void setEnding() {
    isEnding = true;
  }

  @Override
  public NodeStats stats() {
    return node.isPresent()
        ? node.get().stats()
        : new NodeStats(0, 0, 0, 0, 0, 0, TimeUnit.NANOSECONDS.toSeconds(sinceStart()));
  }

  private long sinceStart() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public Map<String, NodeStats> statsByMessageType() {
    return node.map(Node::statsByMessageType).orElse(Map.of());
  }

  @Override
  public Map<String, NodeStats> statsByPeer() {
    return node.map(Node::statsByPeer).orElse(Map.of());
  }

  @Override
  public Optional<String> startingWith() {
    return startingWith;
  }

  @Override
  public Optional<String> doing() {
    return doing.get();
  }

  @Override
  public Optional<String> waitingFor() {
    if (isEnding) {
      return Optional.of("nothing: it was told to end");
    }
    Optional<String> ofStore = store.flatMap(ServedStore::waitingFor);
    if (ofStore.isPresent()) {
      return ofStore;
    }
    Membership member = membership;
    if (member == null) {
      return startingWith;
    }
    if (member.isJoined()) {
      // Without a leader nobody can tell whether this node has missed anything.
      return member.leader().isPresent() ? waitingForShare() : Optional.of("a leader");
    }
    String reason = member.waitingFor();
    return Optional.of(reason.isEmpty() ? "the cluster" : reason);
  }

  /// Once it has had its share, it remains ready while facts are moved.
  private Optional<String> waitingForShare() {
    hasHadShare = hasHadShare || hasShare.filter(BooleanSupplier::getAsBoolean).isPresent();
    return hasHadShare ? Optional.empty() : Optional.of("its share of the facts");
  }

  @Override
  public Optional<ServedStore> store() {
    return store;
  }

  @Override
  public Optional<ServedCluster> cluster() {
    return node.map(known -> new OwnView(known.id()));
  }

  /// The cluster as the node sees it; before the node takes part, only itself.
  private final class OwnView implements ServedCluster {
    private final String nodeId;

    OwnView(String nodeId) {
      this.nodeId = nodeId;
    }

    @Override
    public ClusterHealth health() {
      Membership member = membership;
      return member == null
          ? new ClusterHealth(nodeId, NodeState.OFFLINE, 0, 0, false, List.of(), List.of())
          : member.health();
    }

    @Override
    public ClusterStats stats() {
      Membership member = membership;
      return member == null ? new ClusterStats(0, Optional.empty(), 0, 0, 0, 0, 0) : member.stats();
    }

    @Override
    public Agenda agenda() {
      Membership member = membership;
      return member == null ? Agenda.EMPTY : member.agenda();
    }

    @Override
    public Optional<JobProgress> progress() {
      return progress.get();
    }

    @Override
    public List<CopyLag> copyLags() {
      return lags.get();
    }
  }
}
