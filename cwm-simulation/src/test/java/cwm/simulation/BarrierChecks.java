package cwm.simulation;

import static java.util.Comparator.comparingLong;

import cwm.cluster.ClusterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Watches all barriers: all pass or none, and nobody before the last has arrived.
final class BarrierChecks {
  private final SimulatedCluster cluster;
  private final Map<String, List<Arrival>> arrivals = new TreeMap<>();
  private final Map<Opening, List<Arrival>> passed = new HashMap<>();

  /// A barrier's name means something in its cluster only.
  private record Opening(String clusterId, String barrier, long generation) {}

  /// What became of an arrival, as far as its node knows.
  private enum End {
    PASSED,
    GAVE_UP,
    UNKNOWN
  }

  /// Somebody's arrival at a barrier.
  static final class Arrival {
    private final String barrier;
    private final int count;
    private final String node;
    private final long startNanos;
    private long endNanos = Long.MAX_VALUE;
    private End end = End.UNKNOWN;

    private Arrival(String barrier, int count, String node, long startNanos) {
      this.barrier = barrier;
      this.count = count;
      this.node = node;
      this.startNanos = startNanos;
    }

    @Override
    public String toString() {
      return "%s at %s since %.3f ms".formatted(node, barrier, startNanos / 1e6);
    }
  }

  BarrierChecks(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  /// How often a barrier has opened.
  int openingCount() {
    return passed.size();
  }

  Arrival arrived(SimulatedNode node, String barrier, int count) {
    var arrival = new Arrival(barrier, count, node.toString(), cluster.time().toNanos());
    arrivals.computeIfAbsent(barrier, _ -> new ArrayList<>()).add(arrival);
    return arrival;
  }

  void passed(Arrival arrival, String clusterId, long generation) {
    arrival.end = End.PASSED;
    arrival.endNanos = cluster.time().toNanos();
    cluster.note(arrival + " passes in generation " + generation);
    List<Arrival> together =
        passed.computeIfAbsent(
            new Opening(clusterId, arrival.barrier, generation), _ -> new ArrayList<>());
    together.add(arrival);
    if (together.size() > arrival.count) {
      cluster.problem("more than " + arrival.count + " pass: " + together);
    }
    if (arrival.startNanos > together.getFirst().endNanos) {
      cluster.problem(arrival + " came after it had opened for " + together.getFirst());
    }
  }

  /// @param failure null if it has passed in a cluster that its node has given up meanwhile
  void failed(Arrival arrival, @Nullable Throwable failure) {
    arrival.endNanos = cluster.time().toNanos();
    boolean isCertain =
        failure instanceof ClusterException e && e.code() == ClusterException.Code.TIMEOUT;
    arrival.end = isCertain ? End.GAVE_UP : End.UNKNOWN;
    cluster.note(arrival + " does not pass: " + failure);
  }

  /// Checks that all passed where one did, but those that died or cannot know.
  void check() {
    arrivals.forEach(this::check);
  }

  private void check(String barrier, List<Arrival> all) {
    List<List<Arrival>> openings =
        passed.entrySet().stream()
            .filter(opening -> opening.getKey().barrier().equals(barrier))
            .map(Map.Entry::getValue)
            .sorted(comparingLong(together -> together.getFirst().endNanos))
            .toList();
    long missingCount = 0;
    for (List<Arrival> together : openings) {
      long openNanos = together.getFirst().endNanos;
      missingCount += together.getFirst().count - together.size();
      long unknownCount =
          all.stream().filter(a -> a.end == End.UNKNOWN && a.startNanos < openNanos).count();
      if (missingCount > unknownCount) {
        cluster.problem(
            "up to the opening for %s, %d did not pass that let others pass, and %d only cannot know"
                .formatted(together, missingCount, unknownCount));
        return;
      }
    }
  }
}
