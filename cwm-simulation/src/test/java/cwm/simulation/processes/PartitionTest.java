package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterHealth;
import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import cwm.simulation.hosts.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A cluster whose links fail. All tests have the same one, which is whole between them. Prints the
/// figures.
@ExtendWith(ProcessLogs.class)
@Requires(Facility.NAMESPACES)
@Isolated
class PartitionTest {
  private static final boolean IS_SOAK = Boolean.getBoolean("cwm.soak");

  /// Three; at length, five or as many as `-Dcwm.nodes` says.
  private static final int NODE_COUNT = Integer.getInteger("cwm.nodes", IS_SOAK ? 5 : 3);

  /// Rounds of each kind of cut: at length, 21 in all.
  private static final int ROUNDS = IS_SOAK ? 7 : 1;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// That of the nodes: the defaults, written down, since the tests go by it.
  private static final Duration ELECTION_TIMEOUT_MAX = Duration.ofMillis(1_200);

  private static final String CONFIGURATION =
      """
      [cluster]
      election_timeout_min = 600
      election_timeout_max = 1200
      heartbeat_interval_ms = 200
      """;

  /// How much later than promised something may be seen on a machine that has much else to do.
  private static final Duration LOOKING = Duration.ofSeconds(1);

  /// A lost SYN is sent again after 1, 3 and 7 seconds.
  private static final Duration HEALING_MAX = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static TestHosts hosts;
  private static ClusterProcesses cluster;

  /// Which packets vanish.
  enum Cut {
    /// Between the leader, with another node if there are five, and the rest.
    BOTH_WAYS {
      @Override
      void make(ClusterNode leader) {
        List<ClusterNode> majority = majority(leader);
        List<ClusterNode> minority =
            cluster.all().stream().filter(node -> !majority.contains(node)).toList();
        hosts.partition(hostsOf(minority), hostsOf(majority));
      }
    },
    FROM_LEADER {
      @Override
      void make(ClusterNode leader) {
        hostsOf(cluster.others(leader)).forEach(host -> hosts.cutOneWay(leader.host(), host));
      }
    },
    TO_LEADER {
      @Override
      void make(ClusterNode leader) {
        hostsOf(cluster.others(leader)).forEach(host -> hosts.cutOneWay(host, leader.host()));
      }
    };

    abstract void make(ClusterNode leader);

    private static List<Host> hostsOf(List<ClusterNode> nodes) {
      return nodes.stream().map(ClusterNode::host).toList();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    String[] addresses = {"10.77.0.2", "10.77.0.3", "10.77.0.4", "10.77.0.5", "10.77.0.6"};
    hosts =
        TestHosts.inNamespaces(
            folder, Stream.of(addresses).limit(NODE_COUNT).toArray(String[]::new));
    cluster = Probe.clusters().configuration(CONFIGURATION).on(hosts);
    cluster.startAll();
    Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
  }

  @AfterAll
  static void end() {
    if (hosts != null) {
      hosts.close();
    }
  }

  @BeforeEach
  void mend() {
    hosts.heal();
    Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
  }

  static Stream<Cut> rounds() {
    return Collections.nCopies(ROUNDS, List.of(Cut.values())).stream().flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void aLeaderThatIsCutOffServesNobodyAndTheOthersGoOn(Cut cut) {
    ClusterNode leader = cluster.awaitLeader(cluster.all(), PATIENCE);
    long raftTerm = leader.health().orElseThrow().raftTerm();
    try (var clients = new Clients(new Probe(leader))) {
      Waiting.await("the leader to serve", PATIENCE, clients::areServed);
      cut.make(leader);
      long cutNanos = System.nanoTime();

      Duration roleTook =
          since(
              cutNanos, leader.awaitHealth("another role", PATIENCE, health -> !health.isLeader()));
      assertThat(roleTook).isLessThan(ELECTION_TIMEOUT_MAX.multipliedBy(2).plus(LOOKING));
      List<ClusterNode> rest = cut == Cut.BOTH_WAYS ? majority(leader) : cluster.others(leader);
      ClusterNode newLeader = cluster.awaitLeader(rest, PATIENCE);
      Optional<Long> token = new Probe(newLeader).write("majority", PATIENCE);
      assertThat(token).isPresent();
      Duration serviceTook = since(cutNanos, token);
      // Long enough for a minority to elect somebody, if it could.
      Waiting.await(
          "five more elections",
          PATIENCE,
          () -> since(cutNanos, token).compareTo(ELECTION_TIMEOUT_MAX.multipliedBy(6)) > 0);
      assertThat(new Probe(newLeader).write("majority", PATIENCE)).isPresent();
      assertThat(clients.servedFrom(cutNanos)).as("what was served although cut off").isEmpty();
      ClusterHealth alone = leader.health().orElseThrow();
      if (cut == Cut.BOTH_WAYS) {
        assertThat(alone.raftTerm()).as("the term of the minority").isEqualTo(raftTerm);
        assertThat(alone.status()).as("status of its health").isEqualTo(503);
      }
      assertThat(alone.isLeader()).isFalse();

      hosts.heal();
      long healNanos = System.nanoTime();
      cluster.awaitHealthy(cluster.all(), PATIENCE);
      Duration healingTook = since(healNanos, cluster);
      assertThat(healingTook).isLessThan(HEALING_MAX);
      Probe.awaitEqualDigests(cluster.all(), PATIENCE);
      System.out.printf(
          "partition, %d nodes, %s: another role after %d ms, writes served after %d ms, "
              + "healthy %d ms after healing; %d reads and writes before the cut, "
              + "%d refused after it%n",
          cluster.all().size(),
          cut,
          roleTook.toMillis(),
          serviceTook.toMillis(),
          healingTook.toMillis(),
          clients.servedCount(),
          clients.refusedCount());
    }
  }

  @Test
  void aFollowerThatMissedMuchCatchesUpBySnapshot() {
    ClusterNode leader = cluster.awaitLeader(cluster.all(), PATIENCE);
    ClusterNode follower = cluster.others(leader).getFirst();
    long before = new Probe(follower).receivedCount("InstallSnapshot");
    hosts.isolate(follower.host());
    long startNanos = System.nanoTime();
    assertThat(new Probe(leader).burst(50_000, PATIENCE.multipliedBy(3))).contains(50_000L);
    Duration burstTook = since(startNanos, leader);
    assertThat(new Probe(follower).digest().orElseThrow().index()).isLessThan(50_000);

    hosts.heal();
    long healNanos = System.nanoTime();
    Probe.awaitEqualDigests(cluster.all(), PATIENCE);
    Duration catchingUpTook = since(healNanos, follower);
    assertThat(new Probe(follower).receivedCount("InstallSnapshot")).isGreaterThan(before);
    System.out.printf(
        "50,000 entries: committed in %d ms; by snapshot to who missed them in %d ms%n",
        burstTook.toMillis(), catchingUpTook.toMillis());
  }

  /// The smallest majority that the leader is not in.
  private static List<ClusterNode> majority(ClusterNode leader) {
    List<ClusterNode> others = cluster.others(leader);
    int count = cluster.all().size() / 2 + 1;
    return others.subList(others.size() - count, others.size());
  }

  /// How long ago something was, once what is awaited is there.
  private static Duration since(long nanos, Object awaited) {
    assertThat(awaited).isNotNull();
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /// Two threads that have one node write, and read, over and over again.
  private static final class Clients implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    /// Between two tries: whoever asks may not weigh on who answers.
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Served> served = new ArrayList<>(); // guarded by itself
    private final List<Thread> threads;
    private volatile int refusedCount;
    private volatile boolean isOver;

    /// Something that a node said it did.
    record Served(String what, long startNanos) {}

    Clients(Probe probe) {
      threads =
          List.of(
              Thread.ofVirtual().start(() -> repeat(probe, "write")),
              Thread.ofVirtual().start(() -> repeat(probe, "read")));
    }

    private void repeat(Probe probe, String what) {
      while (!isOver) {
        long startNanos = System.nanoTime();
        Optional<?> answer =
            what.equals("write") ? probe.write("served", TIMEOUT) : probe.read(TIMEOUT);
        synchronized (served) {
          if (answer.isPresent()) {
            served.add(new Served(what + " " + answer.get(), startNanos));
          } else {
            refusedCount++;
          }
        }
        LockSupport.parkNanos(BREATH_NANOS);
      }
    }

    boolean areServed() {
      synchronized (served) {
        return served.stream().anyMatch(one -> one.what.startsWith("write"))
            && served.stream().anyMatch(one -> one.what.startsWith("read"));
      }
    }

    /// What was asked for after a moment, and done.
    List<Served> servedFrom(long nanos) {
      synchronized (served) {
        return served.stream().filter(one -> one.startNanos - nanos >= 0).toList();
      }
    }

    int servedCount() {
      synchronized (served) {
        return served.size();
      }
    }

    int refusedCount() {
      return refusedCount;
    }

    @Override
    public void close() {
      isOver = true;
      Waiting.await(
          "the clients' end", PATIENCE, () -> threads.stream().noneMatch(Thread::isAlive));
    }
  }
}
