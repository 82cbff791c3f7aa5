package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSource;
import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Three processes that keep two copies of each fact, of which one is killed at a random moment,
/// again and again, while others load and think: nothing that was acknowledged is lost.
///
/// `-Dcwm.rounds` says how often, `-Dcwm.workload` over what.
@Tag("soak")
@ExtendWith(ProcessLogs.class)
@Requires(Facility.WORKLOADS)
class KilledNodesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int HEAP_MEBIBYTES = 1_500;
  private static final int ROUND_COUNT = Integer.getInteger("cwm.rounds", 25);
  private static final String WORKLOAD = System.getProperty("cwm.workload", "lubm-10");

  private static final long SEED = Long.getLong("cwm.seed", 7);

  /// After what time at most a node is killed.
  private static final Duration MOMENT_MAX = Duration.ofSeconds(4);

  private static final Pattern LOADED =
      Pattern.compile("the cluster has ([0-9,]+) facts, ([0-9,]+) of them derived");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsLostWithNodesThatAreKilled(boolean areDurable, @TempDir Path folder)
      throws IOException {
    try (var hosts = TestHosts.loopback(folder, 3)) {
      var rounds = new Rounds(hosts, areDurable);
      rounds.start();
      List<Long> interruptions = new ArrayList<>();
      for (int round = 1; round <= ROUND_COUNT; round++) {
        interruptions.add(rounds.killOne(round));
      }
      interruptions.sort(null);
      System.out.printf(
          "%d rounds %s data directories, seed %d: from the kill to the end of what was under way"
              + " and of another load, in ms: median %,d, most %,d%n",
          ROUND_COUNT,
          areDurable ? "with" : "without",
          SEED,
          interruptions.get(interruptions.size() / 2),
          interruptions.getLast());
    }
  }

  private static final class Rounds {
    private final RandomSource random = new RandomSource(SEED);
    private final TestHosts hosts;
    private final ClusterProcesses cluster;
    private final Path data;
    private long facts;
    private long derived;

    Rounds(TestHosts hosts, boolean areDurable) throws IOException {
      this.hosts = hosts;
      var builder = ClusterProcesses.builder().command(cwm -> cwm.withHeap(HEAP_MEBIBYTES));
      cluster = (areDurable ? builder.dataDirectories() : builder).on(hosts);
      data = host().directory().resolve("data").resolve(WORKLOAD);
    }

    void start() throws IOException {
      run(List.of("python3", Facility.workloadGenerator().toString(), "data", WORKLOAD));
      cluster.startAll("--expect-nodes", "3");
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      note(load(cluster.node(0), data.resolve("data.nt"), data.resolve("rules.n3")));
    }

    private Host host() {
      return hosts.host(0);
    }

    private void run(List<String> command) throws IOException {
      HostProcess process = host().start("tool", command);
      assertThat(process.awaitExit(PATIENCE)).as("%s", process.stderr()).isZero();
    }

    /// A load of something new, and a kill in the midst of it.
    ///
    /// @return how long it took from the kill to the end of that load and of another, in ms
    long killOne(int round) throws IOException {
      ClusterNode victim = random.pick(cluster.all());
      ClusterNode other = random.pick(cluster.others(victim));
      Path more =
          Files.writeString(
              host().directory().resolve("more-" + round + ".nt"),
              "<urn:round:%d> <urn:has> \"%s\" .\n".formatted(round, victim));
      HostProcess load = load(other, more);
      LockSupport.parkNanos(random.below((int) MOMENT_MAX.toMillis()) * 1_000_000L);
      long start = System.nanoTime();
      victim.process().kill9();
      long expectedFacts = facts + 1;
      long expectedDerived = derived;
      note(load);
      assertThat(facts).as("facts in round %d", round).isEqualTo(expectedFacts);
      assertThat(derived).as("derived facts in round %d", round).isEqualTo(expectedDerived);
      note(load(other, more)); // or what was killed may have had its part behind it
      assertThat(facts).as("facts after round %d", round).isEqualTo(expectedFacts);
      long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
      victim.start(cluster.others(victim), "--expect-nodes", "3");
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      Waiting.await("the node to be ready", PATIENCE, () -> isReady(victim));
      return took;
    }

    private HostProcess load(ClusterNode node, Path... files) throws IOException {
      List<String> arguments = new ArrayList<>(List.of("load"));
      for (Path file : files) {
        arguments.add(file.toString());
      }
      arguments.addAll(List.of("--think", "--node", node.listenAddress()));
      return host().start("load", JavaCommand.cwm().with(arguments));
    }

    /// Notes how many facts there are after a load.
    private void note(HostProcess load) {
      assertThat(load.awaitExit(PATIENCE)).as("%s", load.stderr()).isZero();
      Matcher said = LOADED.matcher(String.join("\n", load.stderr()));
      assertThat(said.find()).as("%s", load.stderr()).isTrue();
      facts = Long.parseLong(said.group(1).replace(",", ""));
      derived = Long.parseLong(said.group(2).replace(",", ""));
    }

    private static boolean isReady(ClusterNode node) {
      try {
        return node.get("/health/ready").status() == 200;
      } catch (IOException _) {
        return false;
      }
    }
  }
}
