package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A node that must not take part says why, and the cluster goes on without it.
@ExtendWith(ProcessLogs.class)
class RefusedNodesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String KEY =
      """
      [security]
      cluster_key = "a-key-of-sixteen-characters-or-more"
      """;

  @TempDir private Path folder;
  private TestHosts hosts;
  private ClusterNode member;

  @BeforeEach
  void startMember() throws IOException {
    hosts = TestHosts.loopback(folder, 2);
    ClusterProcesses cluster =
        ClusterProcesses.builder().dataDirectories().configuration(KEY).on(hosts);
    member = cluster.node(0);
    member.start(List.of());
    awaitAlone();
  }

  @AfterEach
  void end() throws IOException {
    hosts.close();
  }

  @Test
  void dataDirectoryThatAnotherProcessWorksIn() throws Exception {
    HostProcess second = start("node-2", member.dataDirectory(), KEY);
    assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
    assertThat(second.stderr())
        .contains(
            "cwm: another process works in %s; give each node a --data-dir of its own"
                .formatted(member.dataDirectory()));
    awaitAlone();
  }

  @Test
  void nameOfANodeThatLives() throws Exception {
    HostProcess second = start("node-1", hosts.host(1).directory().resolve("data"), KEY);
    second.awaitStderr(line -> line.contains("two nodes are called 'node-1'"), PATIENCE);
    member.process().awaitStderr(line -> line.contains("[NAME_TAKEN]"), PATIENCE);
    awaitAlone();
  }

  @Test
  void otherClusterKey() throws Exception {
    String other = KEY.replace("a-key", "another-key");
    HostProcess second = start("node-2", hosts.host(1).directory().resolve("data"), other);
    second.awaitStderr(line -> line.contains("different cluster keys"), PATIENCE);
    member.process().awaitStderr(line -> line.contains("[WRONG_KEY]"), PATIENCE);
    awaitAlone();
    assertThat(String.join("\n", second.stderr()) + String.join("\n", member.process().stderr()))
        .doesNotContain("-key-of-sixteen-");
  }

  @Test
  void addressWhereSomebodyListens() throws Exception {
    HostProcess second =
        hosts.host(0).start("second", command("node-2", member.listenAddress(), KEY));
    assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
    assertThat(second.stderr())
        .anyMatch(
            line -> line.contains("somebody else listens at " + member.listenAddress() + ";"));
    awaitAlone();
  }

  private HostProcess start(String nodeId, Path dataDirectory, String configuration)
      throws IOException {
    Host host = hosts.host(1);
    String address = host.address() + ":" + host.freePort();
    return host.start(
        "second",
        command(nodeId, address, configuration)
            .with(List.of("--seed-nodes", member.listenAddress()))
            .with(List.of("--data-dir", dataDirectory.toString())));
  }

  private JavaCommand command(String nodeId, String address, String configuration)
      throws IOException {
    Path file = Files.writeString(hosts.host(1).directory().resolve("cwm.toml"), configuration);
    List<String> arguments = new ArrayList<>(List.of("--cluster-mode", "--node-id", nodeId));
    arguments.addAll(List.of("--listen", address, "--config", file.toString()));
    return JavaCommand.cwm()
        .withOptions("-Dorg.slf4j.simpleLogger.defaultLogLevel=info")
        .with(arguments);
  }

  private void awaitAlone() {
    member.awaitHealth(
        "healthy, and alone", PATIENCE, health -> health.isHealthy() && health.clusterSize() == 1);
  }
}
