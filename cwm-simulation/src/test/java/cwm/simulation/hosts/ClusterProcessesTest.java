package cwm.simulation.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Clusters of processes, with programs that stand in for nodes.
@ExtendWith(ProcessLogs.class)
class ClusterProcessesTest {
  private static final Duration PATIENCE = EchoClient.PATIENCE;
  private static final JavaCommand STAND_IN = JavaCommand.of(StandInNode.class.getName());
  private static final String CONFIGURATION = "[cluster]\nlease_ms = 1000\n";

  @TempDir private Path folder;

  @Test
  void nodesGetTheirFlagsAndTheirHealthIsRead() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 2)) {
      var cluster = standIns().dataDirectories().on(hosts);
      cluster.startAll("family.n3");
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      assertThat(cluster.node(0).process().stdout())
          .startsWith(
              "[--cluster-mode, --config, --data-dir, --http, --listen, --node-id] [family.n3]",
              "[cluster]",
              "lease_ms = 1000");
      assertThat(cluster.node(1).process().stdout().getFirst()).contains("--seed-nodes");

      ClusterNode first = cluster.awaitLeader(cluster.all(), PATIENCE);
      assertThat(first).isSameAs(cluster.node(0));
      var change =
          Waiting.timed(
              first.process()::kill9,
              "another leader",
              PATIENCE,
              () -> cluster.leader(cluster.others(first)));
      assertThat(change.answer()).isSameAs(cluster.node(1));
      assertThat(change.took()).isPositive().isLessThan(PATIENCE);
      assertThat(first.health()).isEmpty();
      assertThat(cluster.node(1).health().orElseThrow())
          .isEqualTo(
              new ClusterHealth(
                  503,
                  "node-2",
                  "leader",
                  7,
                  2,
                  false,
                  List.of(new ClusterHealth.Member("node-2", "follower", true))));

      Files.createDirectories(first.dataDirectory().resolve("log"));
      first.forgetData();
      assertThat(first.dataDirectory()).isEmptyDirectory();
      first.start(List.of());
      cluster.awaitHealthy(cluster.all(), PATIENCE);
    }
  }

  @Test
  @Requires({Facility.NAMESPACES, Facility.CURL})
  void serversInsideAHostAreAsked() throws Exception {
    try (var hosts = TestHosts.inNamespaces(folder, "192.168.1.10", "192.168.1.11")) {
      var cluster = standIns().on(hosts);
      cluster.startAll();
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      for (ClusterNode node : cluster.all()) {
        HttpAnswer answer = node.get("/cluster/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"node_id\": \"" + node.id() + "\"");
        HostProcess curl =
            node.host()
                .start("curl", List.of("curl", "-s", "http://localhost:8080/cluster/health"));
        assertThat(curl.awaitExit(PATIENCE)).isZero();
        assertThat(String.join("\n", curl.stdout())).isEqualTo(answer.body().strip());
      }
      hosts.cut(hosts.host(0), hosts.host(1));
      assertThat(cluster.node(1).awaitHealth("leads", PATIENCE, ClusterHealth::isLeader).status())
          .isEqualTo(503);
    }
  }

  @Test
  void anAnswerThatIsNotHealthIsRefused() {
    String right =
        """
        {"node_id": "a", "role": "leader", "term": 1, "cluster_size": 1, "healthy": true, \
        "members": []}\
        """;
    assertThat(read(right)).isPresent();
    for (String wrong :
        List.of(
            "",
            "<html>",
            "[]",
            right.substring(1),
            right.replace("\"term\": 1", "\"term\": \"1\""),
            right.replace("\"role\": \"leader\", ", ""),
            right.replace("[]", "[1]"),
            right.replace("[]}", "[], \"more\": 1}"))) {
      assertThat(read(wrong)).as(wrong).isEmpty();
    }
  }

  private static Optional<ClusterHealth> read(String body) {
    try {
      return Optional.of(ClusterHealth.read(new HttpAnswer(200, body)));
    } catch (IOException e) {
      assertThat(e).hasMessageContaining(body);
      return Optional.empty();
    }
  }

  private static ClusterProcesses.Builder standIns() {
    return ClusterProcesses.builder().command(_ -> STAND_IN).configuration(CONFIGURATION);
  }
}
