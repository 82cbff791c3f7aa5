package cwm.simulation.hosts;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A cluster of real `cwm` processes, one on each of some hosts: `node-1` on the first, and so on.
///
/// In namespaces nodes listen at port 9000 and their web servers at `127.0.0.1:8080`, as in the
/// documentation; on loopback, where hosts share ports with everybody, at any free ones. The
/// processes end with the hosts.
///
/// ```java
/// try (var hosts = TestHosts.inNamespaces(folder, "10.0.0.2", "10.0.0.3", "10.0.0.4")) {
///   var cluster = ClusterProcesses.builder().dataDirectories().on(hosts);
///   cluster.startAll();
///   cluster.awaitHealthy(cluster.all(), ofSeconds(30));
///   ClusterNode leader = cluster.awaitLeader(cluster.all(), ofSeconds(30));
///   var change = Waiting.timed(leader.process()::kill9, "another leader", ofSeconds(30),
///       () -> cluster.leader(cluster.others(leader)));
///   // change.answer() leads, change.took() after the kill
/// }
/// ```
public final class ClusterProcesses {
  private final List<ClusterNode> nodes = new ArrayList<>();
  private final JavaCommand command;
  private final boolean hasDataDirectories;
  private final String configuration;

  private ClusterProcesses(Builder builder) {
    command = builder.command;
    hasDataDirectories = builder.hasDataDirectories;
    configuration = builder.configuration;
  }

  /// Nodes as the documentation starts them, without data directories.
  public static Builder builder() {
    return new Builder();
  }

  JavaCommand command() {
    return command;
  }

  boolean hasDataDirectories() {
    return hasDataDirectories;
  }

  String configuration() {
    return configuration;
  }

  /// All nodes, in order.
  public List<ClusterNode> all() {
    return List.copyOf(nodes);
  }

  /// One of the nodes.
  ///
  /// @param index from 0
  public ClusterNode node(int index) {
    return nodes.get(index);
  }

  /// All nodes but one.
  public List<ClusterNode> others(ClusterNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  /// Starts the first node as one that may begin a cluster, and the others with it as their seed.
  ///
  /// @param arguments inputs and whatever else comes at the end of each command
  public void startAll(String... arguments) throws IOException {
    node(0).start(List.of(), arguments);
    for (ClusterNode node : others(node(0))) {
      node.start(List.of(node(0)), arguments);
    }
  }

  /// Waits until each of some nodes says that the cluster is healthy and has as many members as
  /// there are nodes.
  ///
  /// @param patience for all together
  public void awaitHealthy(Collection<ClusterNode> among, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    for (ClusterNode node : among) {
      Duration rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      node.awaitHealth(
          "healthy, and " + nodes.size() + " members",
          rest,
          health -> health.isHealthy() && health.clusterSize() == nodes.size());
    }
  }

  /// The node among some that says it leads; if several do, the one with the latest raft term.
  public Optional<ClusterNode> leader(Collection<ClusterNode> among) {
    record Claim(ClusterNode node, long raftTerm) {}
    return among.stream()
        .flatMap(
            node ->
                node.healthIf(ClusterHealth::isLeader).stream()
                    .map(health -> new Claim(node, health.raftTerm())))
        .max(Comparator.comparingLong(Claim::raftTerm))
        .map(Claim::node);
  }

  /// Waits until a node among some says that it leads.
  public ClusterNode awaitLeader(Collection<ClusterNode> among, Duration patience) {
    return Waiting.answer("a leader among " + among, patience, () -> leader(among));
  }

  /// How nodes are started.
  public static final class Builder {
    // What an operator reads, in the logs of failed tests too.
    private JavaCommand command =
        JavaCommand.cwm().withOptions("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    private boolean hasDataDirectories;
    private String configuration = "";

    private Builder() {}

    /// With `--data-dir`, below each host's directory.
    public Builder dataDirectories() {
      hasDataDirectories = true;
      return this;
    }

    /// With a configuration file.
    ///
    /// @param toml what stands in it
    public Builder configuration(String toml) {
      configuration = toml;
      return this;
    }

    /// With another command: `cwm` with another heap, options of the JVM, arguments that come
    /// first; or something else that takes its flags.
    public Builder command(UnaryOperator<JavaCommand> change) {
      command = change.apply(command);
      return this;
    }

    /// A cluster with a node for each host. None is started yet.
    public ClusterProcesses on(TestHosts hosts) throws IOException {
      var cluster = new ClusterProcesses(this);
      for (Host host : hosts.all()) {
        String id = "node-" + (cluster.nodes.size() + 1);
        boolean hasOwnPorts = hosts.hasOwnPorts();
        String listen = host.address() + ":" + (hasOwnPorts ? 9000 : host.freePort());
        String http = hasOwnPorts ? "127.0.0.1:8080" : host.address() + ":" + host.freePort();
        cluster.nodes.add(new ClusterNode(id, host, listen, http, cluster));
      }
      return cluster;
    }
  }
}
