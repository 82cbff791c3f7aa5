package cwm.simulation;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// Breaks nodes, cables and disks of a [SimulatedCluster] at random, and repairs them.
public final class RandomFaults {
  private final SimulatedCluster cluster;
  private final FaultTimes times;
  private final RandomGenerator random;
  private boolean isOver;

  /// Begins at once; nodes that are down stay so until [#repairAll], unless this has crashed them.
  public RandomFaults(SimulatedCluster cluster, FaultTimes times) {
    this.cluster = cluster;
    this.times = times;
    random = cluster.random();
    every(times.crashEvery(), this::crash);
    every(times.cutEvery(), this::cut);
    every(times.isolationEvery(), this::isolate);
    every(times.pauseEvery(), this::pause);
    every(times.fullDiskEvery(), this::fillDisk);
  }

  private void every(Duration mean, Runnable fault) {
    if (mean.isPositive()) {
      cluster.later(
          SimulatedLogs.randomAround(random, mean),
          () -> {
            if (!isOver) {
              fault.run();
              every(mean, fault);
            }
          });
    }
  }

  private void repairLater(Duration max, Runnable repair) {
    cluster.later(
        cluster.randomUpTo(max),
        () -> {
          if (!isOver) {
            repair.run();
          }
        });
  }

  private SimulatedNode any() {
    List<SimulatedNode> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void crash() {
    SimulatedNode node = any();
    if (node.isUp()) {
      boolean losesDisk = random.nextDouble() < times.diskLossShare() && cluster.canLoseDisk();
      node.crash();
      if (losesDisk) {
        cluster.note(node + " loses its disk");
        node.loseDisk();
      }
      repairLater(times.downMax(), () -> start(node));
    }
  }

  private static void start(SimulatedNode node) {
    if (!node.isUp()) {
      node.disk().free(); // a node on a full disk does not start
      node.start();
    }
  }

  private void cut() {
    SimulatedNode one = any();
    SimulatedNode other = any();
    if (one != other) {
      if (random.nextBoolean()) {
        cluster.cut(one, other);
      } else {
        cluster.cutOneWay(one, other);
      }
      repairLater(times.cutMax(), () -> cluster.mend(one, other));
    }
  }

  private void isolate() {
    SimulatedNode node = any();
    cluster.isolate(node);
    repairLater(times.cutMax(), () -> cluster.rejoin(node));
  }

  private void pause() {
    SimulatedNode node = any();
    if (node.isUp() && !node.isPaused()) {
      int life = node.lifeCount();
      node.pause();
      repairLater(
          times.pauseMax(),
          () -> {
            if (node.isPaused() && node.lifeCount() == life) {
              node.resume();
            }
          });
    }
  }

  private void fillDisk() {
    SimulatedNode node = any();
    cluster.note(node + " has no room on its disk");
    LogDisk disk = node.disk();
    disk.fill();
    repairLater(times.fullDiskMax(), disk::free);
  }

  /// Repairs everything, and breaks nothing more. Logs behave, too.
  public void repairAll() {
    isOver = true;
    cluster.note("everything is repaired");
    cluster.logs().setFaults(LogFaults.none());
    for (SimulatedNode node : cluster.nodes()) {
      node.disk().free();
      cluster.rejoin(node);
      if (node.isPaused()) {
        node.resume();
      }
      start(node);
    }
  }
}
