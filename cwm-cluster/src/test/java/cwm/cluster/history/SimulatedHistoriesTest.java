package cwm.cluster.history;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.history.SimulatedCluster.Fault;
import cwm.cluster.history.Violation.Kind;
import cwm.rdf.testing.RandomSeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The checkers find nothing in histories of simulated processes that are paused and killed, and
/// find every fault that is planted there.
class SimulatedHistoriesTest {
  private static final int NODES = 4;
  private static final long CHAOS = 3_000;
  private static final long CALM = 1_500;
  private static final Duration LEASE = Duration.ofNanos(SimulatedCluster.LEASE);
  private static final Duration WAIT_MAX = Duration.ofNanos(6 * SimulatedCluster.LEASE);

  @RandomSeeds(100)
  void correctClustersHaveNoViolations(long seed) {
    assertThat(violations(run(seed, Fault.NONE))).isEmpty();
  }

  @Test
  void plantedFaultsAreFound() {
    Map<Fault, Set<Kind>> found = new EnumMap<>(Fault.class);
    Stream.of(Fault.values())
        .filter(not(Fault.NONE::equals))
        .forEach(
            fault ->
                found.put(
                    fault,
                    LongStream.range(0, 10)
                        .mapToObj(seed -> violations(run(seed, fault)))
                        .flatMap(List::stream)
                        .map(Violation::kind)
                        .collect(toSet())));
    assertThat(found.get(Fault.TOKEN_REUSED)).contains(Kind.TOKEN_REUSED);
    assertThat(found.get(Fault.LEASE_IGNORED)).containsExactly(Kind.TWO_HOLDERS);
    assertThat(found.get(Fault.GRANT_LOST)).containsExactly(Kind.GRANT_LOST);
    assertThat(found.get(Fault.FENCE_IGNORED)).containsExactly(Kind.FENCE_BROKEN);
    assertThat(found.get(Fault.BARRIER_EARLY)).containsExactly(Kind.PASSED_EARLY);
    assertThat(found.get(Fault.RELEASE_LOST)).containsExactly(Kind.RELEASE_LOST);
  }

  /// Histories in which nothing happens would have no violations either.
  @Test
  void historiesHaveSomethingOfEverything() {
    Map<HistoryEvent.Kind, Integer> counts = new HashMap<>();
    for (HistoryEvent event : run(1, Fault.NONE).events()) {
      counts.merge(event.kind(), 1, Integer::sum);
    }
    assertThat(counts.keySet()).contains(HistoryEvent.Kind.values());
    assertThat(counts.get(HistoryEvent.Kind.ACQUIRED)).isGreaterThan(50);
    assertThat(counts.get(HistoryEvent.Kind.PASSED)).isGreaterThan(20);
  }

  private static List<Violation> violations(History history) {
    List<Violation> violations = new ArrayList<>();
    violations.addAll(LockHistory.check(history, LEASE, WAIT_MAX));
    violations.addAll(BarrierHistory.check(history, WAIT_MAX));
    return violations;
  }

  /// Some time with pauses and kills, and then without.
  private static History run(long seed, Fault fault) {
    var cluster = new SimulatedCluster(seed, fault);
    List<SimulatedProcess> processes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      processes.add(new SimulatedProcess(cluster, "node-" + i, 0));
      processes.getLast().start();
    }
    while (cluster.now() < CHAOS) {
      cluster.runUntil(cluster.now() + cluster.random.between(20, 120));
      int victim = cluster.random.below(NODES);
      if (cluster.random.oneIn(5)) {
        processes.set(victim, processes.get(victim).kill());
      } else {
        processes.get(victim).pause(cluster.random.between(10, 250));
      }
    }
    cluster.runUntil(cluster.now() + CALM);
    return new History(cluster.events);
  }
}
