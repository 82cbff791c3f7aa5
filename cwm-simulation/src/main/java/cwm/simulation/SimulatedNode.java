package cwm.simulation;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.IdentityStore;
import cwm.cluster.Surroundings;
import cwm.cluster.log.MemberId;
import cwm.ipc.Environment;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import cwm.rdf.store.TermDictionary;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A node of a [SimulatedCluster], in all its lives, with its disk.
public final class SimulatedNode {
  private final SimulatedNetwork network;
  private final SimulatedLogs logs;
  private final NodeConfig nodeConfig;
  private final ClusterConfig clusterConfig;
  private final LifeListener listener;
  private LogDisk disk = new LogDisk();
  private IdentityStore identities = IdentityStore.inMemory();
  private @Nullable Life life;
  private int lifeCount;

  private record Life(SimulatedTransport host, Node node, Cluster cluster) {}

  SimulatedNode(
      SimulatedNetwork network,
      SimulatedLogs logs,
      NodeConfig nodeConfig,
      ClusterConfig clusterConfig,
      LifeListener listener) {
    this.network = network;
    this.logs = logs;
    this.nodeConfig = nodeConfig;
    this.clusterConfig = clusterConfig;
    this.listener = listener;
  }

  public String id() {
    return nodeConfig.nodeId();
  }

  /// The name of its hosts, in all lives.
  String hostName() {
    return "host of " + id();
  }

  /// Which life it is in, or was in last; the first is 1.
  public int lifeCount() {
    return lifeCount;
  }

  public LogDisk disk() {
    return disk;
  }

  /// Whether it runs, be it paused.
  public boolean isUp() {
    return life != null;
  }

  private Life life() {
    if (life == null) {
      throw new IllegalStateException(id() + " is down");
    }
    return life;
  }

  /// Its part in the cluster, in this life.
  public Cluster cluster() {
    return life().cluster();
  }

  public SimulatedTransport host() {
    return life().host();
  }

  /// Whether it has a session with another node.
  boolean hasMet(String nodeId) {
    return life != null && life.node().peer(nodeId).isPresent();
  }

  /// Who it is in its log, if it has one.
  Optional<MemberId> member() {
    return identities.load().map(identity -> new MemberId(id(), identity.incarnation()));
  }

  /// Begins a life, with what is on its disk.
  public void start() {
    if (isUp()) {
      throw new IllegalStateException(id() + " is up");
    }
    SimulatedTransport host = network.host(hostName());
    var environment =
        new Environment(host, new TermDictionary(), host.executor(), network.newRandom());
    Node node = Node.start(nodeConfig, environment);
    var surroundings =
        new Surroundings(
            logs.host(host, disk, LogTimes.of(clusterConfig)), identities, network.newRandom());
    lifeCount++;
    life = new Life(host, node, Cluster.start(clusterConfig, node, surroundings));
    listener.started(this);
  }

  /// Ends the life as `kill -9` does.
  public void crash() {
    listener.crashes(this);
    life().host().crash();
    life = null;
  }

  /// Has it forget everything. Only while it is down.
  public void loseDisk() {
    if (isUp()) {
      throw new IllegalStateException(id() + " is up");
    }
    disk = new LogDisk();
    identities = IdentityStore.inMemory();
  }

  /// Has it stand still, as SIGSTOP does.
  public void pause() {
    listener.pauses(this);
    host().pause();
  }

  /// Has it go on.
  public void resume() {
    host().resume();
    listener.resumed(this);
  }

  public boolean isPaused() {
    return life != null && life.host().isPaused();
  }

  /// Has something happen to it later in this life.
  void later(Duration delay, Runnable action) {
    var _ = host().timers().schedule(delay, action);
  }

  @Override
  public String toString() {
    return id() + "#" + lifeCount;
  }
}
