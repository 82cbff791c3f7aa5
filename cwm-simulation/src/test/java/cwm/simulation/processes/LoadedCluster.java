package cwm.simulation.processes;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Nodes in processes of their own that have loaded facts and a rule, which derives one fact from
/// each.
final class LoadedCluster {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  static final int FACT_COUNT = 1_000;
  private static final int HEAP_MEBIBYTES = 300;

  private final ClusterProcesses processes;
  private final Path data;

  private LoadedCluster(ClusterProcesses processes, Path data) {
    this.processes = processes;
    this.data = data;
  }

  /// Starts a node on each host, and loads.
  ///
  /// @param folder for what is loaded
  static LoadedCluster start(TestHosts hosts, Path folder, boolean areDurable) throws IOException {
    var builder = ClusterProcesses.builder().command(cwm -> cwm.withHeap(HEAP_MEBIBYTES));
    ClusterProcesses processes = (areDurable ? builder.dataDirectories() : builder).on(hosts);
    Path data =
        Files.write(
            folder.resolve("data.nt"),
            IntStream.range(0, FACT_COUNT)
                .mapToObj(i -> "<urn:s%d> <urn:p> <urn:o%d> .".formatted(i, i))
                .toList());
    Path rules =
        Files.writeString(folder.resolve("rules.n3"), "{?s <urn:p> ?o} => {?o <urn:q> ?s}.");
    processes.startAll("--expect-nodes", Integer.toString(processes.all().size()));
    processes.awaitHealthy(processes.all(), PATIENCE);
    var cluster = new LoadedCluster(processes, data);
    cluster.run(cluster.node(2), 0, "load", data.toString(), rules.toString(), "--think");
    return cluster;
  }

  ClusterProcesses processes() {
    return processes;
  }

  ClusterNode node(int index) {
    return processes.node(index);
  }

  /// What was loaded, without the rule.
  Path data() {
    return data;
  }

  /// What follows from some facts by the rule, and these.
  static Set<String> closure(Set<String> stated) {
    Set<String> all = new TreeSet<>(stated);
    for (String fact : stated) {
      String[] terms = fact.split(" ");
      all.add("%s <urn:q> %s .".formatted(terms[2], terms[0]));
    }
    return all;
  }

  /// All facts but the rule, as a node gives them.
  Set<String> dump(ClusterNode asked) throws IOException {
    return run(asked, 0, "dump", "--data", "--ntriples").stdout().stream()
        .filter(line -> !line.isEmpty())
        .collect(toCollection(TreeSet::new));
  }

  /// Runs a command of `cwm` that asks a node, and checks how it ends.
  HostProcess run(ClusterNode asked, int exitCode, String... words) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--node", asked.listenAddress()));
    HostProcess process = asked.host().start("tool", JavaCommand.cwm().with(arguments));
    assertThat(process.awaitExit(PATIENCE))
        .as("%s: %s %s", arguments, process.stdout(), process.stderr())
        .isEqualTo(exitCode);
    return process;
  }

  static String text(List<String> lines) {
    return String.join("\n", lines);
  }
}
