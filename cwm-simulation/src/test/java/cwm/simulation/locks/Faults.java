package cwm.simulation.locks;

import cwm.rdf.testing.RandomSource;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Does harm to the nodes of a cluster, and mends it, as a seed says. A majority of the nodes is
/// left running, but not always together.
final class Faults {
  private enum Fault {
    KILL,
    KILL_LEADER,
    KILL_TWO,
    LOSE_DATA,
    STOP,
    STOP_LEADER,
    CUT_MINORITY,
    CUT_LEADER,
    CUT_LEADER_ONE_WAY,
    CUT_ONE_WAY,
    STOP_AND_CUT
  }

  private final TestHosts hosts;
  private final List<WorkerNode> nodes;
  private final Duration lease;
  private final RandomSource random;
  private final List<String> done = new ArrayList<>();

  Faults(TestHosts hosts, List<WorkerNode> nodes, Duration lease, RandomSource random) {
    this.hosts = hosts;
    this.nodes = nodes;
    this.lease = lease;
    this.random = random;
  }

  /// One fault after another, each mended before the next.
  void run(Duration duration) throws IOException {
    long end = System.nanoTime() + duration.toNanos();
    // Each in its turn, so that short runs have as many kinds as long ones.
    List<Fault> turn = new ArrayList<>();
    while (System.nanoTime() - end < 0) {
      if (turn.isEmpty()) {
        turn.addAll(random.shuffled(List.of(Fault.values())));
      }
      doHarm(turn.removeLast());
      mend();
      let(10, 60);
    }
  }

  /// What was done, in order.
  List<String> done() {
    return done;
  }

  private void doHarm(Fault fault) throws IOException {
    List<WorkerNode> some = random.shuffled(nodes);
    WorkerNode one = some.get(0);
    WorkerNode another = some.get(1);
    WorkerNode leader = leader();
    switch (fault) {
      case KILL -> kill(one);
      case KILL_LEADER -> kill(leader);
      case KILL_TWO -> {
        kill(one);
        kill(another);
      }
      case LOSE_DATA -> loseData(one);
      case STOP -> stop(one);
      case STOP_LEADER -> stop(leader);
      case CUT_MINORITY -> cut(some.subList(0, 2));
      case CUT_LEADER -> cut(List.of(leader));
      case CUT_LEADER_ONE_WAY -> {
        boolean isDeaf = random.oneIn(2);
        others(leader).forEach(other -> cutOneWay(leader, other, isDeaf));
      }
      case CUT_ONE_WAY -> cutOneWay(one, another, random.oneIn(2));
      case STOP_AND_CUT -> {
        stop(one);
        cut(List.of(another));
      }
    }
    let(20, 160);
  }

  private void mend() throws IOException {
    hosts.heal();
    for (WorkerNode node : nodes) {
      node.resume();
    }
    for (WorkerNode node : nodes) {
      if (!node.isAlive()) {
        done.add("start " + node);
        node.start(others(node), random);
      }
    }
  }

  /// Lets a time go by, in percent of a lease.
  private void let(int min, int max) {
    LockSupport.parkNanos(lease.toNanos() / 100 * random.between(min, max));
  }

  private WorkerNode leader() {
    return nodes.stream().max(Comparator.comparingLong(WorkerNode::lastTermLed)).orElseThrow();
  }

  private List<WorkerNode> others(WorkerNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  private void kill(WorkerNode node) {
    done.add("kill " + node);
    node.kill();
  }

  /// Only if all others have their logs, or are about to hear what they lack.
  private void loseData(WorkerNode node) throws IOException {
    kill(node);
    if (nodes.stream().allMatch(other -> other == node || other.hasJoined())) {
      done.add("forget " + node);
      node.forgetData();
    }
  }

  private void stop(WorkerNode node) throws IOException {
    done.add("stop " + node);
    node.stop();
  }

  private void cut(List<WorkerNode> group) {
    done.add("cut off " + group);
    List<WorkerNode> rest = nodes.stream().filter(node -> !group.contains(node)).toList();
    hosts.partition(hostsOf(group), hostsOf(rest));
  }

  private static List<Host> hostsOf(List<WorkerNode> group) {
    return group.stream().map(WorkerNode::host).toList();
  }

  private void cutOneWay(WorkerNode node, WorkerNode other, boolean isDeaf) {
    done.add("cut " + (isDeaf ? other + " to " + node : node + " to " + other));
    if (isDeaf) {
      hosts.cutOneWay(other.host(), node.host());
    } else {
      hosts.cutOneWay(node.host(), other.host());
    }
  }
}
