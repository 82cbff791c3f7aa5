package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Nodes whose disks become full, and have room again.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.DISKS)
@Execution(ExecutionMode.CONCURRENT)
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REFUSAL = Duration.ofSeconds(3);
  private static final int DISK_MEBIBYTES = 16;

  @TempDir private Path folder;

  @Test
  void aFullDiskLosesNothingAndTheNodeGoesOnWhenThereIsRoom() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      ClusterProcesses cluster = Probe.clusters().dataDirectories().on(hosts);
      for (ClusterNode node : cluster.all()) {
        Path disk = node.host().mountDisk("data", DISK_MEBIBYTES);
        assertThat(disk).isEqualTo(node.dataDirectory());
      }
      cluster.startAll();
      Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
      long token = new Probe(cluster.node(0)).write("kept", PATIENCE).orElseThrow();

      ClusterNode leader = cluster.awaitLeader(cluster.all(), PATIENCE);
      ClusterNode follower = cluster.others(leader).getFirst();
      token = goesOnWithoutTheDiskOf(follower, cluster, token);
      refusesOrGoesOnWithoutTheDiskOf(leader, cluster, token);
    }
  }

  /// The disk of a follower is full, and nobody minds.
  private static long goesOnWithoutTheDiskOf(
      ClusterNode follower, ClusterProcesses cluster, long before) throws IOException {
    long token = before;
    HostProcess process = follower.process();
    fill(follower);
    List<ClusterNode> others = cluster.others(follower);
    for (int i = 0; i < 5; i++) {
      for (ClusterNode node : others) {
        long next = new Probe(node).write("kept", PATIENCE).orElseThrow();
        assertThat(next).isGreaterThan(token);
        token = next;
      }
    }
    assertThat(new Probe(others.getFirst()).burst(2_000, PATIENCE)).contains(2_000L);
    Waiting.await(
        follower + " to say that its disk is full",
        PATIENCE,
        () -> new Probe(follower).problems().contains("disk"));
    makeRoom(follower);
    return isWholeAgain(cluster, follower, process, token);
  }

  /// The disk of the leader is full: either another leads, or writes are refused by a reason.
  private static void refusesOrGoesOnWithoutTheDiskOf(
      ClusterNode leader, ClusterProcesses cluster, long before) throws IOException {
    HostProcess process = leader.process();
    long token = before;
    fill(leader);
    for (ClusterNode node : cluster.all()) {
      Optional<String> refusal = new Probe(node).refusalOfWrite("refused", REFUSAL);
      System.out.printf(
          "full disk of the leader %s, a write on %s: %s%n",
          leader, node, refusal.orElse("acknowledged"));
      if (refusal.isPresent()) {
        assertThat(refusal.get()).contains("disk");
      }
    }
    makeRoom(leader);
    isWholeAgain(cluster, leader, process, token);
  }

  /// Waits until all vote and agree again, and checks that what was acknowledged is still known.
  private static long isWholeAgain(
      ClusterProcesses cluster, ClusterNode node, HostProcess process, long before) {
    Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
    long token = new Probe(node).write("kept", PATIENCE).orElseThrow();
    assertThat(token).isGreaterThan(before);
    Probe.awaitEqualDigests(cluster.all(), PATIENCE);
    assertThat(node.process()).isSameAs(process);
    assertThat(process.isAlive()).isTrue();
    return token;
  }

  private static void fill(ClusterNode node) {
    byte[] block = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(filler(node))) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void makeRoom(ClusterNode node) throws IOException {
    Files.delete(filler(node));
  }

  private static Path filler(ClusterNode node) {
    return node.dataDirectory().resolve("filler");
  }
}
