package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.TestHosts;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Nodes that end and come back: there is one cluster, never two, and it has lost nothing; or it
/// says that it cannot go on.
@ExtendWith(ProcessLogs.class)
@Execution(ExecutionMode.CONCURRENT)
class RestartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void oneNodeComesBackWithAndWithoutItsDataDirectory() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      ClusterProcesses cluster = Probe.clusters().dataDirectories().on(hosts);
      ClusterNode first = cluster.node(0);
      cluster.startAll();
      Agreed agreed = Agreed.on(cluster);

      ClusterNode leader = cluster.awaitLeader(cluster.all(), PATIENCE);
      leader.process().kill9();
      leader.start(leader == first ? List.of() : List.of(first));
      agreed = agreed.isKeptBy(cluster);

      terminate(leader);
      leader.start(leader == first ? List.of() : List.of(first));
      agreed = agreed.isKeptBy(cluster);

      ClusterNode last = cluster.node(2);
      last.process().kill9();
      last.forgetData();
      last.start(List.of(first));
      agreed = agreed.isKeptBy(cluster);

      // Its command has no seeds, so that it starts a cluster of its own at first.
      first.process().kill9();
      first.forgetData();
      first.start(List.of());
      agreed.isKeptBy(cluster);
    }
  }

  @Test
  @Tag("soak")
  void allNodesComeBackInAnyOrder() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      ClusterProcesses cluster = Probe.clusters().dataDirectories().on(hosts);
      List<ClusterNode> nodes = cluster.all();
      cluster.startAll();
      Agreed agreed = Agreed.on(cluster);

      nodes.forEach(node -> node.process().kill9());
      for (ClusterNode node : nodes.reversed()) {
        node.start(node == cluster.node(0) ? List.of() : List.of(cluster.node(0)));
      }
      agreed = agreed.isKeptBy(cluster);

      for (ClusterNode node : nodes) {
        terminate(node);
      }
      for (int index : new int[] {1, 0, 2}) {
        nodes.get(index).start(index == 0 ? List.of() : List.of(cluster.node(0)));
      }
      agreed.isKeptBy(cluster);
    }
  }

  @Test
  void nodesThatStartAtOnceWithTheSameSeedsMakeOneCluster() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      ClusterProcesses cluster = Probe.clusters().dataDirectories().on(hosts);
      startAtOnce(cluster);
      Agreed agreed = Agreed.on(cluster);

      cluster.all().forEach(node -> node.process().kill9());
      startAtOnce(cluster);
      agreed.isKeptBy(cluster);

      for (ClusterNode node : cluster.all()) {
        node.process().kill9();
        node.forgetData();
      }
      startAtOnce(cluster);
      assertThat(Agreed.on(cluster).clusterId()).isNotEqualTo(agreed.clusterId());
    }
  }

  @Test
  @Tag("soak")
  void everyNodeSaysThatTheQuorumIsLostAndHowToStartAgain() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      ClusterProcesses cluster = Probe.clusters().dataDirectories().on(hosts);
      startAtOnce(cluster);
      Agreed agreed = Agreed.on(cluster);
      for (ClusterNode node : cluster.all()) {
        node.process().kill9();
      }
      cluster.node(1).forgetData();
      cluster.node(2).forgetData();
      startAtOnce(cluster);
      for (ClusterNode node : cluster.all()) {
        Probe probe = new Probe(node);
        Waiting.await(
            node + " to say that the quorum is lost",
            PATIENCE,
            () -> probe.problems().contains("quorum lost"));
        assertThat(probe.problems())
            .contains("node-2, node-3 have lost their logs")
            .contains(agreed.clusterId())
            .contains("to start again, stop node-1");
      }
      cluster.node(0).process().kill9();
      cluster.node(0).forgetData();
      cluster.node(0).start(cluster.all());
      assertThat(Agreed.on(cluster).clusterId()).isNotEqualTo(agreed.clusterId());
    }
  }

  private static void startAtOnce(ClusterProcesses cluster) throws IOException {
    for (ClusterNode node : cluster.all()) {
      node.start(cluster.all());
    }
  }

  private static void terminate(ClusterNode node) {
    HostProcess process = node.process();
    process.terminate();
    assertThat(process.awaitExit(PATIENCE)).isEqualTo(143); // a JVM's answer to SIGTERM
  }

  /// What a whole cluster has agreed on.
  ///
  /// @param token of a lock: each is larger than all before, or something was forgotten
  private record Agreed(String clusterId, long token) {
    /// Waits until a cluster is whole, and looks.
    static Agreed on(ClusterProcesses cluster) {
      Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
      Set<String> clusterIds =
          cluster.all().stream()
              .map(node -> new Probe(node).clusterId().orElseThrow())
              .collect(Collectors.toSet());
      assertThat(clusterIds).as("clusters").hasSize(1);
      long token = new Probe(cluster.node(0)).write("kept", PATIENCE).orElseThrow();
      Probe.awaitEqualDigests(cluster.all(), PATIENCE);
      return new Agreed(clusterIds.iterator().next(), token);
    }

    Agreed isKeptBy(ClusterProcesses cluster) {
      Agreed now = on(cluster);
      assertThat(now.clusterId).isEqualTo(clusterId);
      assertThat(now.token).isGreaterThan(token);
      return now;
    }
  }
}
