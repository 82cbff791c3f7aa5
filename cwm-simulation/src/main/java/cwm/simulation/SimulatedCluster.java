package cwm.simulation;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.MemberInfo;
import cwm.cluster.log.MemberId;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.Bytes;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A cluster of real nodes in one thread, on virtual time: the same seed gives the same run.
///
/// ```java
/// var cluster = new SimulatedCluster(seed, 3, SimulatedCluster.Seeds.FIRST_NODE, LogFaults.many());
/// var faults = new RandomFaults(cluster, FaultTimes.often());
/// var clients = new RandomClients(cluster);
/// cluster.startAll();
/// cluster.run(Duration.ofMinutes(2));
/// faults.repairAll();
/// clients.settle();
/// cluster.check();
/// ```
///
/// What goes wrong is noted, with the time; [#check] throws it.
public final class SimulatedCluster {
  /// How long a lock outlives its holder's last sign.
  static final Duration LEASE = Duration.ofSeconds(2);

  /// Entries from one snapshot to the next, in every other cluster; in the others it is a tenth.
  private static final int SNAPSHOT_INTERVAL = 50;

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);
  private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);
  private static final int TRACE_LINES_MAX = 500;

  /// Which nodes the nodes are told to look for.
  public enum Seeds {
    /// The first node starts the cluster, the others look for it.
    FIRST_NODE,
    /// All look for the same ones, among them themselves.
    ALL_NODES
  }

  private final SimulatedNetwork network;
  private final SimulatedLogs logs;
  private final SimulatedTransport fate;
  private final RandomGenerator random;
  private final Seeds seeds;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<LifeListener> listeners = new ArrayList<>();
  private final StateChecks stateChecks = new StateChecks(this);
  private final int snapshotInterval;
  private final List<String> problems = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();

  /// A cluster whose nodes are yet to be started.
  public SimulatedCluster(long seed, int nodeCount, Seeds seeds, LogFaults logFaults) {
    this.seeds = seeds;
    network = new SimulatedNetwork(seed);
    network.loseUnreliable(0.05);
    logs = new SimulatedLogs(network, logFaults);
    logs.setReach(this::haveMet);
    random = network.newRandom();
    fate = network.host("fate of nodes");
    snapshotInterval = seed % 2 == 0 ? SNAPSHOT_INTERVAL : SNAPSHOT_INTERVAL / 10;
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(newNode(i, nodeCount));
    }
    watchLater();
  }

  /// See [SimulatedLogs#compareSnapshotsBy].
  public void compareSnapshotsBy(BiPredicate<Bytes, Bytes> areAlike) {
    logs.compareSnapshotsBy(areAlike);
  }

  private SimulatedNode newNode(int index, int nodeCount) {
    String id = "node-" + index;
    NodeConfig nodeConfig =
        NodeConfig.builder(id)
            .listenAddress(address(index))
            .heartbeatInterval(Duration.ofMillis(200))
            .connectionTimeout(Duration.ofMillis(500))
            .build();
    List<String> seedAddresses = new ArrayList<>();
    for (int i = 0; i < nodeCount && seeds == Seeds.ALL_NODES; i++) {
      seedAddresses.add(address(i));
    }
    if (seeds == Seeds.FIRST_NODE && index > 0) {
      seedAddresses.add(address(0));
    }
    ClusterConfig clusterConfig =
        ClusterConfig.builder(id)
            .seedNodes(seedAddresses.toArray(String[]::new))
            .electionTimeout(Duration.ofMillis(150), Duration.ofMillis(300))
            .heartbeatInterval(Duration.ofMillis(50))
            .snapshotInterval(snapshotInterval)
            .logCompactionThreshold(50)
            .lease(LEASE)
            .build();
    return new SimulatedNode(network, logs, nodeConfig, clusterConfig, new Listeners());
  }

  private static String address(int index) {
    return "memory:node-" + index;
  }

  /// Passes on what befalls the nodes.
  private final class Listeners implements LifeListener {
    @Override
    public void started(SimulatedNode node) {
      note(node + " starts");
      int life = node.lifeCount();
      var _ =
          node.cluster()
              .joinAsync()
              .exceptionally(
                  failure -> {
                    later(Duration.ZERO, () -> startAgain(node, life, failure));
                    return null;
                  });
      listeners.forEach(listener -> listener.started(node));
    }

    @Override
    public void crashes(SimulatedNode node) {
      note(node + " crashes");
      listeners.forEach(listener -> listener.crashes(node));
    }

    @Override
    public void pauses(SimulatedNode node) {
      note(node + " stands still");
      listeners.forEach(listener -> listener.pauses(node));
    }

    @Override
    public void resumed(SimulatedNode node) {
      note(node + " goes on");
      listeners.forEach(listener -> listener.resumed(node));
    }
  }

  /// A process that cannot join ends, and whoever looks after it starts it again.
  private void startAgain(SimulatedNode node, int life, Throwable failure) {
    if (node.isUp() && node.lifeCount() == life) {
      note(node + " gives up: " + failure);
      node.crash();
      later(
          RESTART_DELAY,
          () -> {
            if (!node.isUp() && node.lifeCount() == life) {
              node.start();
            }
          });
    }
  }

  /// Logs are carried by sessions between nodes.
  private boolean haveMet(MemberId from, MemberId to) {
    return node(from.nodeId()).hasMet(to.nodeId()) && node(to.nodeId()).hasMet(from.nodeId());
  }

  // ---------------------------------------------------------------- parts

  public List<SimulatedNode> nodes() {
    return List.copyOf(nodes);
  }

  public SimulatedNode node(int index) {
    return nodes.get(index);
  }

  private SimulatedNode node(String id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  SimulatedLogs logs() {
    return logs;
  }

  Seeds seeds() {
    return seeds;
  }

  /// Chance, by the seed.
  public RandomGenerator random() {
    return random;
  }

  /// Has `listener` told from now on.
  void addListener(LifeListener listener) {
    listeners.add(listener);
  }

  /// Has something happen, whoever is up then.
  void later(Duration delay, Runnable action) {
    var _ = fate.timers().schedule(delay, action);
  }

  /// A time by chance.
  public Duration randomUpTo(Duration max) {
    return Duration.ofNanos(random.nextLong(max.toNanos() + 1));
  }

  // ---------------------------------------------------------------- time

  /// Virtual time since the beginning.
  public Duration time() {
    return Duration.ofNanos(network.nanoTime());
  }

  public void startAll() {
    nodes.forEach(SimulatedNode::start);
  }

  /// Lets virtual time pass.
  public void run(Duration time) {
    network.runFor(time);
  }

  /// Lets virtual time pass until something holds; looks again and again.
  ///
  /// @return whether it held within `limit`
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    Duration end = time().plus(limit);
    while (!condition.getAsBoolean()) {
      if (time().compareTo(end) >= 0) {
        return false;
      }
      network.runFor(LOOK_INTERVAL);
    }
    return true;
  }

  // ---------------------------------------------------------------- cables

  /// Cuts two nodes off from one another.
  public void cut(SimulatedNode one, SimulatedNode other) {
    note(one + " and " + other + " are cut off from one another");
    network.cut(one.hostName(), other.hostName());
  }

  /// Keeps what one node sends from another.
  public void cutOneWay(SimulatedNode from, SimulatedNode to) {
    note("what " + from + " sends is kept from " + to);
    network.cutOneWay(from.hostName(), to.hostName());
  }

  public void mend(SimulatedNode one, SimulatedNode other) {
    note(one + " and " + other + " are connected");
    network.mend(one.hostName(), other.hostName());
  }

  /// Cuts a node off from all others.
  public void isolate(SimulatedNode one) {
    for (SimulatedNode other : nodes) {
      if (other != one) {
        cut(one, other);
      }
    }
  }

  /// Mends what [#isolate] did.
  public void rejoin(SimulatedNode one) {
    for (SimulatedNode other : nodes) {
      if (other != one) {
        mend(one, other);
      }
    }
  }

  // ---------------------------------------------------------------- how it is

  /// Whether all nodes are up, and members of one cluster that knows no others.
  public boolean isWhole() {
    return nodes.stream()
            .allMatch(node -> node.isUp() && node.cluster().isJoined() && hasAllMembers(node))
        && nodes.stream().map(node -> node.cluster().clusterId()).distinct().count() == 1;
  }

  private boolean hasAllMembers(SimulatedNode node) {
    return node.cluster().members().stream()
        .map(MemberInfo::incarnation)
        .toList()
        .containsAll(
            nodes.stream().flatMap(n -> n.member().stream()).map(MemberId::incarnation).toList());
  }

  /// Whether the log's leader goes by a configuration that all nodes are in as they are now, so
  /// that the cluster can bear the loss of one disk.
  boolean canLoseDisk() {
    Set<MemberId> now = new HashSet<>();
    nodes.forEach(node -> node.member().ifPresent(now::add));
    Set<UUID> groups = logs.groups();
    return now.size() == nodes.size()
        && now.size() > 2
        && groups.stream().anyMatch(group -> logs.members(group).equals(now));
  }

  // ---------------------------------------------------------------- checks

  private void watchLater() {
    later(
        WATCH_INTERVAL,
        () -> {
          stateChecks.look();
          watchLater();
        });
  }

  /// Notes what happens, for people.
  void note(String event) {
    trace.add("%10.3f ms: %s".formatted(network.nanoTime() / 1e6, event));
    if (trace.size() > TRACE_LINES_MAX) {
      trace.removeFirst();
    }
  }

  /// Notes what must not be.
  public void problem(String problem) {
    note("PROBLEM: " + problem);
    problems.add("%10.3f ms: %s".formatted(network.nanoTime() / 1e6, problem));
  }

  /// What went wrong that no fault excuses, for people; empty if all is well.
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    all.addAll(logs.problems());
    return all;
  }

  /// What happened last, a line an event.
  public List<String> trace() {
    return List.copyOf(trace);
  }

  /// Throws what went wrong, with what led to it.
  public void check() {
    List<String> all = problems();
    if (!all.isEmpty()) {
      throw new AssertionError(
          "%s%n%nwhat happened last:%n%s"
              .formatted(
                  String.join(System.lineSeparator(), all),
                  String.join(System.lineSeparator(), trace)));
    }
  }

  /// Waits until all copies of the state are the same, and checks that they are equal then.
  public void settle(Duration limit) {
    boolean isSettled =
        runUntil(
            () ->
                isWhole() && nodes.stream().map(n -> n.cluster().digest()).distinct().count() == 1,
            limit);
    if (!isSettled) {
      problem("not whole and equal after " + limit + ": " + describe());
    }
  }

  private String describe() {
    List<String> lines = new ArrayList<>();
    for (SimulatedNode node : nodes) {
      if (node.isUp()) {
        Cluster cluster = node.cluster();
        lines.add(
            "%s %s in %s, members %s, leader %s, %s, waits for '%s'"
                .formatted(
                    node,
                    cluster.role(),
                    cluster.clusterId(),
                    cluster.members(),
                    cluster.leader(),
                    cluster.digest(),
                    cluster.waitingFor()));
      } else {
        lines.add(node + " is down");
      }
    }
    lines.add(logs.describe());
    return String.join(System.lineSeparator(), lines);
  }
}
