package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Three processes come to the closure that one comes to, fact by fact: many rules over many facts,
/// and a thousand rounds of one rule.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.WORKLOADS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int HEAP_MEBIBYTES = 768;

  /// What the generator says of both.
  private static final int CLOSURE_SIZE = 3_001 + 3_000 + 146_900 + 55_776;

  private Path dtb;
  private Path lubm;
  private List<String> expected;

  @BeforeAll
  void closeOnOneMachine(@TempDir Path folder) throws IOException {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      Host host = hosts.host(0);
      String generator = Facility.workloadGenerator().toString();
      run(host, List.of("python3", generator, "data", "dtb-1000", "lubm-1"));
      dtb = host.directory().resolve("data/dtb-1000");
      lubm = host.directory().resolve("data/lubm-1");
      HostProcess one =
          host.start(
              "one",
              JavaCommand.cwm("--think", "--data")
                  .with(inputs(dtb))
                  .with(inputs(lubm))
                  .with(List.of("--ntriples"))
                  .withHeap(HEAP_MEBIBYTES));
      expected = closure(one);
    }
    assertThat(expected.size()).isEqualTo(CLOSURE_SIZE);
  }

  private static void run(Host host, List<String> command) throws IOException {
    HostProcess process = host.start("tool", command);
    assertThat(process.awaitExit(PATIENCE)).as("%s", process.stderr()).isZero();
  }

  private static List<String> inputs(Path workload) {
    return List.of(workload.resolve("data.nt").toString(), workload.resolve("rules.n3").toString());
  }

  private static List<String> closure(HostProcess process) {
    assertThat(process.awaitExit(PATIENCE)).as("%s", process.stderr()).isZero();
    return process.stdout().stream().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "predicate", "random"})
  void theClosureOfThreeIsThatOfOne(String strategy, @TempDir Path folder) throws IOException {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      String seed = hosts.host(0).address() + ":" + hosts.host(0).freePort();
      List<HostProcess> nodes = new ArrayList<>();
      for (Host host : hosts.all()) {
        nodes.add(
            host.start(
                "node",
                node(nodes.size(), host, seed, "CWM_DISTRIBUTED_PARTITION_STRATEGY", strategy)));
      }
      List<String> found = closure(nodes.get(1));
      assertThat(firstDifference(found)).as("of %,d facts", found.size()).isEmpty();
      for (HostProcess node : nodes) {
        assertThat(node.awaitExit(PATIENCE)).as("%s", node.stderr()).isZero();
      }
    }
  }

  /// All would be too much to print.
  private Optional<String> firstDifference(List<String> found) {
    for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
      String here = i < found.size() ? found.get(i) : "nothing";
      String there = i < expected.size() ? expected.get(i) : "nothing";
      if (!here.equals(there)) {
        return Optional.of(here + " where there should be " + there);
      }
    }
    return Optional.empty();
  }

  /// The first has the one workload, the last the other, and the one between the rules of both.
  private JavaCommand node(int index, Host host, String seed, String variable, String value)
      throws IOException {
    boolean isFirst = index == 0;
    List<String> inputs =
        switch (index) {
          case 0 -> List.of(dtb.resolve("data.nt").toString(), "--no");
          case 1 ->
              List.of(
                  dtb.resolve("rules.n3").toString(),
                  lubm.resolve("rules.n3").toString(),
                  "--data",
                  "--ntriples");
          default -> List.of(lubm.resolve("data.nt").toString(), "--no");
        };
    return JavaCommand.cwm("--cluster-mode", "--http", "none", "--node-id", "node-" + (index + 1))
        .with(List.of("--listen", isFirst ? seed : host.address() + ":" + host.freePort()))
        .with(isFirst ? List.of() : List.of("--seed-nodes", seed))
        .with(List.of("--think", "--once", "--expect-nodes", "3"))
        .with(inputs)
        .withHeap(HEAP_MEBIBYTES)
        .withEnvironment(variable, value);
  }
}
