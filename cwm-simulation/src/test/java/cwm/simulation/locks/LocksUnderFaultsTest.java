package cwm.simulation.locks;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.history.BarrierHistory;
import cwm.cluster.history.History;
import cwm.cluster.history.HistoryEvent;
import cwm.cluster.history.HistoryWriter;
import cwm.cluster.history.LockHistory;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Five processes use locks and barriers while they are killed, stopped for longer than a lease,
/// and cut off from each other; then all is mended, and all must come to an end. What they wrote
/// down must be free of what must never happen. Prints what was done and counted.
///
/// A seed decides about faults and what processes do; real time decides how these meet.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.NAMESPACES)
@Isolated
class LocksUnderFaultsTest {
  /// With ten seeds, ten minutes.
  private static final Duration FAULTS =
      Duration.ofSeconds(Boolean.getBoolean("cwm.soak") ? 60 : 10);

  private static final Duration LEASE = Duration.ofMillis(1_500);

  /// How long a holder relies on its lease: less than a whole one, and then it gives the lock up.
  private static final Duration RELIANCE = LEASE.minus(LEASE.dividedBy(20));

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// How long somebody may wait for what is free: elections, and the end of a lease.
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @RandomSeeds(1)
  void nothingHappensThatMustNot(long seed) throws IOException {
    var random = new RandomSource(seed);
    Path directory = Files.createDirectories(folder.resolve("shared"));
    Path ownHistory = directory.resolve("test.history");
    List<WorkerNode> nodes = new ArrayList<>();
    try (var hosts = hosts();
        var history = new HistoryWriter(ownHistory);
        var resource = FencedResource.open(WorkerSettings.resource(directory), history)) {
      for (int i = 0; i < hosts.all().size(); i++) {
        nodes.add(new WorkerNode("node-" + (i + 1), hosts.host(i), directory, LEASE, history));
      }
      for (WorkerNode node : nodes) {
        node.start(node == nodes.getFirst() ? List.of() : nodes.subList(0, 1), random);
      }
      nodes.forEach(node -> node.awaitJoined(PATIENCE));
      var faults = new Faults(hosts, nodes, LEASE, random);
      try {
        faults.run(FAULTS);
        nodes.forEach(node -> node.awaitJoined(PATIENCE));
        Files.createFile(WorkerSettings.end(directory));
        nodes.forEach(node -> node.awaitFinished(PATIENCE));
        WorkerNode.awaitAgreement(nodes, PATIENCE);
      } finally {
        System.out.println("seed " + seed + ": " + String.join(", ", faults.done()));
      }
      System.out.printf(
          "%d came to lead, %d writes came too late%n",
          WorkerNode.leadershipCount(nodes), resource.refusedCount());
      assertThat(WorkerNode.leadershipCount(nodes)).isGreaterThan(1);
    }
    check(nodes, ownHistory);
  }

  private TestHosts hosts() throws IOException {
    return TestHosts.inNamespaces(
        folder.resolve("hosts"), "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6");
  }

  private static void check(List<WorkerNode> nodes, Path ownHistory) {
    List<Path> files = new ArrayList<>(List.of(ownHistory));
    nodes.forEach(node -> files.addAll(node.histories()));
    History history = History.read(files.stream().filter(Files::exists).toList());
    Map<HistoryEvent.Kind, Integer> counts = new EnumMap<>(HistoryEvent.Kind.class);
    history.events().forEach(event -> counts.merge(event.kind(), 1, Integer::sum));
    System.out.println(counts);
    assertThat(LockHistory.check(history, RELIANCE, WAIT_MAX)).isEmpty();
    assertThat(BarrierHistory.check(history, WAIT_MAX)).isEmpty();
    // A history in which nothing happens has no violations either.
    assertThat(counts).containsKeys(HistoryEvent.Kind.values());
    assertThat(counts.get(HistoryEvent.Kind.ACQUIRED)).isGreaterThan(30);
    assertThat(counts.get(HistoryEvent.Kind.PASSED)).isGreaterThan(10);
  }
}
