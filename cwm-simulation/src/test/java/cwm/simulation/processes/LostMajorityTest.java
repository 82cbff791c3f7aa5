package cwm.simulation.processes;

import static cwm.simulation.processes.LoadedCluster.FACT_COUNT;
import static cwm.simulation.processes.LoadedCluster.text;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Real processes of which two are killed at once, more than two copies of each fact survive:
/// whoever asks is told what is missing, until it is there again or somebody goes on without it.
@ExtendWith(ProcessLogs.class)
class LostMajorityTest {
  /// Of the sets that `cwm cluster partitions` shows.
  private static final Pattern STUCK = Pattern.compile("(?m)^(\\d+) .*  (?:lost|unavailable)");

  @TempDir private Path folder;

  @Test
  void whatTwoOfThreeNodesKeptIsNotAnsweredWithoutThem() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      LoadedCluster cluster = LoadedCluster.start(hosts, folder, false);
      killFirstTwo(cluster);
      HostProcess dump = cluster.run(cluster.node(2), 1, "dump", "--data");
      assertThat(dump.stdout()).isEmpty();
      assertThat(text(dump.stderr()))
          .contains("cwm: node-3 could not answer")
          .doesNotContain("\tat");
      HostProcess load = cluster.run(cluster.node(2), 1, "load", "--think");
      assertThat(text(load.stderr())).startsWith("cwm: ").doesNotContain("\tat");
    }
  }

  @Test
  @Tag("soak")
  void allIsThereAgainWhenTheDisksAre() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 5)) {
      LoadedCluster cluster = LoadedCluster.start(hosts, folder, true);
      Set<String> before = cluster.dump(cluster.node(2));
      killFirstTwo(cluster);
      assertUnavailable(cluster);
      cluster.node(0).start(List.of(cluster.node(2)), "--expect-nodes", "5");
      cluster.node(1).start(List.of(cluster.node(2)), "--expect-nodes", "5");
      cluster.processes().awaitHealthy(cluster.processes().all(), LoadedCluster.PATIENCE);
      assertThat(cluster.dump(cluster.node(2))).isEqualTo(before);
    }
  }

  @Test
  void whatIsLeftGoesOnWhenSomebodyForcesIt() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 5)) {
      LoadedCluster cluster = LoadedCluster.start(hosts, folder, false);
      Set<String> before = cluster.dump(cluster.node(2));
      killFirstTwo(cluster);
      assertUnavailable(cluster);
      assertGoesOn(cluster, before);
    }
  }

  @Test
  @Tag("soak")
  void whatIsOnTheDiskThatIsLeftGoesOnToo() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 5)) {
      LoadedCluster cluster = LoadedCluster.start(hosts, folder, true);
      Set<String> before = cluster.dump(cluster.node(2));
      killFirstTwo(cluster);
      ClusterNode last = cluster.node(4);
      last.process().kill9();
      last.start(List.of(cluster.node(2)), "--expect-nodes", "5");
      assertUnavailable(cluster);
      assertGoesOn(cluster, before);
    }
  }

  private static void assertGoesOn(LoadedCluster cluster, Set<String> before) throws IOException {
    ClusterNode asked = cluster.node(3);
    cluster.run(asked, 0, "cluster", "remove", "node-1");
    cluster.run(asked, 0, "cluster", "remove", "node-2");
    HostProcess load = cluster.run(asked, 1, "load", "--think");
    assertThat(text(load.stderr())).contains("'node-1'", "are lost", "force-replica-set");

    // Of the set of node-5 that has a copy, of the one of node-1 nobody has.
    List<String> stuck = stuck(cluster, asked);
    assertThat(stuck).hasSize(2);
    List<HostProcess> forced = new ArrayList<>();
    for (String set : stuck) {
      forced.add(cluster.run(asked, 0, "cluster", "force-replica-set", set, "--empty"));
    }
    assertThat(forced.stream().map(each -> text(each.stdout())))
        .anySatisfy(said -> assertThat(said).contains("goes on with nothing"))
        .anySatisfy(said -> assertThat(said).contains("goes on from the copy at node-5"));

    Set<String> after = cluster.dump(asked);
    assertThat(before).containsAll(after);
    Set<String> stated = after.stream().filter(fact -> fact.contains("<urn:p>")).collect(toSet());
    assertThat(stated)
        .as("all but about a fifth")
        .hasSizeBetween(FACT_COUNT * 7 / 10, FACT_COUNT - 1);
    assertThat(after).isEqualTo(LoadedCluster.closure(stated));
    cluster.run(asked, 0, "load", cluster.data().toString(), "--think");
    assertThat(cluster.dump(asked)).isEqualTo(before);
  }

  private static void killFirstTwo(LoadedCluster cluster) {
    cluster.node(0).process().kill9();
    cluster.node(1).process().kill9();
  }

  /// Two of five can be lost, but not both holders of a fact, or its holder and its witness.
  private static void assertUnavailable(LoadedCluster cluster) throws IOException {
    HostProcess dump = cluster.run(cluster.node(2), 1, "dump", "--data");
    assertThat(dump.stdout()).isEmpty();
    assertThat(text(dump.stderr()))
        .contains("facts are unavailable: nobody leads replica set")
        .doesNotContain("\tat");
  }

  private static List<String> stuck(LoadedCluster cluster, ClusterNode asked) throws IOException {
    String partitions = text(cluster.run(asked, 0, "cluster", "partitions").stdout());
    return STUCK.matcher(partitions).results().map(match -> match.group(1)).toList();
  }
}
