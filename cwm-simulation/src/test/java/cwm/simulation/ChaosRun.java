package cwm.simulation;

import cwm.simulation.SimulatedCluster.Seeds;
import cwm.simulation.capture.LogCapture;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// A cluster with random clients and random faults: everything at once, then repaired, then
/// checked.
final class ChaosRun {
  private static final int NODE_COUNT_MIN = 3;
  private static final int NODE_COUNT_MAX = 5;

  private final SimulatedCluster cluster;
  private final RandomClients clients;

  private ChaosRun(SimulatedCluster cluster) {
    this.cluster = cluster;
    clients = new RandomClients(cluster);
  }

  /// Runs for some time with faults, and then until all has settled.
  static ChaosRun of(long seed, FaultTimes times, LogFaults logFaults, Duration duration) {
    Seeds seeds = seed % 2 == 0 ? Seeds.FIRST_NODE : Seeds.ALL_NODES;
    int nodeCount = NODE_COUNT_MIN + (int) (seed % (NODE_COUNT_MAX - NODE_COUNT_MIN + 1));
    var cluster = new SimulatedCluster(seed, nodeCount, seeds, logFaults);
    var run = new ChaosRun(cluster);
    try (var _ = new LogCapture(run::logged)) {
      var faults = new RandomFaults(cluster, times);
      cluster.startAll();
      cluster.run(duration);
      faults.repairAll();
      run.clients.settle();
    } catch (RuntimeException e) { // of a machine, which nobody catches
      cluster.problem("an event fails: " + e);
    }
    return run;
  }

  /// Notes what a node logs. An error, or an exception that was logged and nothing else, is a
  /// problem: no fault excuses a bug.
  private void logged(Level level, String message, @Nullable Throwable thrown) {
    if (level == Level.ERROR || thrown != null) {
      cluster.problem(message + ": " + thrown);
    } else {
      cluster.note("  " + message);
    }
  }

  /// What went wrong that no fault excuses. By its name, for classes of another loader.
  public static List<String> problems(long seed) {
    return of(seed, FaultTimes.often(), LogFaults.many(), Duration.ofSeconds(30))
        .cluster()
        .problems();
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  RandomClients clients() {
    return clients;
  }
}
