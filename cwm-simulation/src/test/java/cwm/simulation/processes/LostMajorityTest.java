package cwm.simulation.processes;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Real processes of which two are killed at once, more than two copies of each fact survive:
/// whoever asks is told what is missing, until it is there again or somebody goes on without it.
@ExtendWith(ProcessLogs.class)
class LostMajorityTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FACT_COUNT = 1_000;
  private static final int HEAP_MEBIBYTES = 300;

  /// Of the sets that `cwm cluster partitions` shows.
  private static final Pattern STUCK = Pattern.compile("(?m)^(\\d+) .*  (?:lost|unavailable)");

  @TempDir private Path folder;

  @Test
  void whatTwoOfThreeNodesKeptIsNotAnsweredWithoutThem() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      ClusterProcesses cluster = start(hosts, false);
      killFirstTwo(cluster);
      HostProcess dump = run(cluster.node(2), 1, "dump", "--data");
      assertThat(dump.stdout()).isEmpty();
      assertThat(text(dump.stderr()))
          .contains("cwm: node-3 could not answer")
          .doesNotContain("\tat");
      HostProcess load = run(cluster.node(2), 1, "load", "--think");
      assertThat(text(load.stderr())).startsWith("cwm: ").doesNotContain("\tat");
    }
  }

  @Test
  @Tag("soak")
  void allIsThereAgainWhenTheDisksAre() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 5)) {
      ClusterProcesses cluster = start(hosts, true);
      Set<String> before = dump(cluster.node(2));
      killFirstTwo(cluster);
      assertUnavailable(cluster.node(2));
      cluster.node(0).start(List.of(cluster.node(2)), "--expect-nodes", "5");
      cluster.node(1).start(List.of(cluster.node(2)), "--expect-nodes", "5");
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      assertThat(dump(cluster.node(2))).isEqualTo(before);
    }
  }

  @Test
  void whatIsLeftGoesOnWhenSomebodyForcesIt() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 5)) {
      ClusterProcesses cluster = start(hosts, false);
      Set<String> before = dump(cluster.node(2));
      killFirstTwo(cluster);
      assertUnavailable(cluster.node(2));
      assertGoesOn(cluster, before);
    }
  }

  @Test
  @Tag("soak")
  void whatIsOnTheDiskThatIsLeftGoesOnToo() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 5)) {
      ClusterProcesses cluster = start(hosts, true);
      Set<String> before = dump(cluster.node(2));
      killFirstTwo(cluster);
      ClusterNode last = cluster.node(4);
      last.process().kill9();
      last.start(List.of(cluster.node(2)), "--expect-nodes", "5");
      assertUnavailable(cluster.node(2));
      assertGoesOn(cluster, before);
    }
  }

  private void assertGoesOn(ClusterProcesses cluster, Set<String> before) throws IOException {
    ClusterNode asked = cluster.node(3);
    run(asked, 0, "cluster", "remove", "node-1");
    run(asked, 0, "cluster", "remove", "node-2");
    HostProcess load = run(asked, 1, "load", "--think");
    assertThat(text(load.stderr())).contains("'node-1'", "are lost", "force-replica-set");

    // Of the set of node-5 that has a copy, of the one of node-1 nobody has.
    List<String> stuck = stuck(asked);
    assertThat(stuck).hasSize(2);
    List<HostProcess> forced = new ArrayList<>();
    for (String set : stuck) {
      forced.add(run(asked, 0, "cluster", "force-replica-set", set, "--empty"));
    }
    assertThat(forced.stream().map(each -> text(each.stdout())))
        .anySatisfy(said -> assertThat(said).contains("goes on with nothing"))
        .anySatisfy(said -> assertThat(said).contains("goes on from the copy at node-5"));

    Set<String> after = dump(asked);
    assertThat(before).containsAll(after);
    Set<String> stated = after.stream().filter(fact -> fact.contains("<urn:p>")).collect(toSet());
    assertThat(stated)
        .as("all but about a fifth")
        .hasSizeBetween(FACT_COUNT * 7 / 10, FACT_COUNT - 1);
    assertThat(after).isEqualTo(closure(stated));
    run(asked, 0, "load", folder.resolve("data.nt").toString(), "--think");
    assertThat(dump(asked)).isEqualTo(before);
  }

  private ClusterProcesses start(TestHosts hosts, boolean areDurable) throws IOException {
    var builder = ClusterProcesses.builder().command(cwm -> cwm.withHeap(HEAP_MEBIBYTES));
    ClusterProcesses cluster = (areDurable ? builder.dataDirectories() : builder).on(hosts);
    int nodeCount = cluster.all().size();
    Path data =
        Files.write(
            folder.resolve("data.nt"),
            IntStream.range(0, FACT_COUNT)
                .mapToObj(i -> "<urn:s%d> <urn:p> <urn:o%d> .".formatted(i, i))
                .toList());
    Path rules =
        Files.writeString(folder.resolve("rules.n3"), "{?s <urn:p> ?o} => {?o <urn:q> ?s}.");
    cluster.startAll("--expect-nodes", Integer.toString(nodeCount));
    cluster.awaitHealthy(cluster.all(), PATIENCE);
    run(cluster.node(2), 0, "load", data.toString(), rules.toString(), "--think");
    return cluster;
  }

  private static void killFirstTwo(ClusterProcesses cluster) {
    cluster.node(0).process().kill9();
    cluster.node(1).process().kill9();
  }

  /// Two of five can be lost, but not both holders of a fact, or its holder and its witness.
  private void assertUnavailable(ClusterNode asked) throws IOException {
    HostProcess dump = run(asked, 1, "dump", "--data");
    assertThat(dump.stdout()).isEmpty();
    assertThat(text(dump.stderr()))
        .contains("facts are unavailable: nobody leads replica set")
        .doesNotContain("\tat");
  }

  private List<String> stuck(ClusterNode asked) throws IOException {
    String partitions = text(run(asked, 0, "cluster", "partitions").stdout());
    return STUCK.matcher(partitions).results().map(match -> match.group(1)).toList();
  }

  private static Set<String> closure(Set<String> stated) {
    Set<String> all = new TreeSet<>(stated);
    for (String fact : stated) {
      String[] terms = fact.split(" ");
      all.add("%s <urn:q> %s .".formatted(terms[2], terms[0]));
    }
    return all;
  }

  private Set<String> dump(ClusterNode asked) throws IOException {
    return run(asked, 0, "dump", "--data", "--ntriples").stdout().stream()
        .filter(line -> !line.isEmpty())
        .collect(toCollection(TreeSet::new));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines);
  }

  /// Runs a command of `cwm` that asks a node, and checks how it ends.
  private HostProcess run(ClusterNode asked, int exitCode, String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--node", asked.listenAddress()));
    HostProcess process = asked.host().start("tool", JavaCommand.cwm().with(arguments));
    assertThat(process.awaitExit(PATIENCE))
        .as("%s: %s %s", arguments, process.stdout(), process.stderr())
        .isEqualTo(exitCode);
    return process;
  }
}
