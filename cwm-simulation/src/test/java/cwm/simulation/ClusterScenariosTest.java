package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.ClusterException;
import cwm.cluster.ClusterListener;
import cwm.cluster.LockHandle;
import cwm.cluster.MemberHealth;
import cwm.cluster.NodeState;
import cwm.rdf.testing.RandomSeeds;
import cwm.simulation.SimulatedCluster.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a cluster does where one thing goes wrong.
class ClusterScenariosTest {
  private static final Duration LEASE = SimulatedCluster.LEASE;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private SimulatedCluster cluster = new SimulatedCluster(0, 3, Seeds.FIRST_NODE, LogFaults.none());

  private void form(long seed, int nodeCount, Seeds seeds) {
    cluster = new SimulatedCluster(seed, nodeCount, seeds, LogFaults.none());
    cluster.startAll();
    cluster.settle(PATIENCE);
    cluster.check();
  }

  private SimulatedNode leader() {
    List<SimulatedNode> leaders = new ArrayList<>();
    boolean isThere =
        cluster.runUntil(
            () -> {
              leaders.clear();
              cluster.nodes().stream()
                  .filter(node -> node.isUp() && !node.isPaused())
                  .filter(node -> node.cluster().role() == NodeState.LEADER)
                  .forEach(leaders::add);
              return leaders.size() == 1;
            },
            PATIENCE);
    assertThat(isThere).as("there is one leader: %s", leaders).isTrue();
    return leaders.getFirst();
  }

  private SimulatedNode follower() {
    SimulatedNode leader = leader();
    return cluster.nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
  }

  private <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    assertThat(cluster.runUntil(future::isDone, PATIENCE)).as("it is done").isTrue();
    return future.join();
  }

  private Optional<ClusterException.Code> failure(CompletableFuture<?> future) {
    assertThat(cluster.runUntil(future::isDone, PATIENCE)).as("it is done").isTrue();
    try {
      future.join();
      return Optional.empty();
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(ClusterException.class);
      return Optional.of(((ClusterException) e.getCause()).code());
    }
  }

  private LockHandle acquire(SimulatedNode node) {
    return await(node.cluster().acquireLockAsync("lock", PATIENCE));
  }

  // ---------------------------------------------------------------- beginning, coming back

  @RandomSeeds(10)
  void nodesFormOneCluster(long seed) {
    form(seed, 3 + (int) (seed % 3), seed % 2 == 0 ? Seeds.FIRST_NODE : Seeds.ALL_NODES);
  }

  @RandomSeeds(10)
  void nodesWithTheSameSeedsStartedAtRandomTimesFormOneCluster(long seed) {
    cluster = new SimulatedCluster(seed, 5, Seeds.ALL_NODES, LogFaults.none());
    for (SimulatedNode node : cluster.nodes()) {
      cluster.later(cluster.randomUpTo(Duration.ofSeconds(3)), node::start);
    }
    cluster.settle(PATIENCE);
    cluster.check();
  }

  @Test
  void moreNodesThanMayVoteListen() {
    form(0, 9, Seeds.FIRST_NODE);
    cluster.run(Duration.ofSeconds(1));
    List<MemberHealth> members = await(leader().cluster().healthAsync()).members();
    assertThat(members).hasSize(9);
    assertThat(members.stream().filter(MemberHealth::votes)).hasSize(7);
  }

  @RandomSeeds(5)
  void allGoOnAfterARestartOfAll(long seed) {
    form(seed, 3, Seeds.FIRST_NODE);
    Optional<String> id = cluster.node(0).cluster().clusterId();
    cluster.nodes().forEach(SimulatedNode::crash);
    for (SimulatedNode node : cluster.nodes()) {
      cluster.later(cluster.randomUpTo(Duration.ofSeconds(5)), node::start);
    }
    cluster.settle(PATIENCE);
    cluster.check();
    assertThat(cluster.node(0).cluster().clusterId()).isEqualTo(id);
  }

  @RandomSeeds(5)
  void theFirstNodeComesBackWithoutItsDiskAndFindsItsCluster(long seed) {
    form(seed, 3, Seeds.FIRST_NODE);
    Optional<String> id = cluster.node(1).cluster().clusterId();
    SimulatedNode first = cluster.node(0);
    first.crash();
    first.loseDisk();
    cluster.run(Duration.ofSeconds(2));
    first.start();
    cluster.settle(PATIENCE);
    cluster.check();
    assertThat(first.cluster().clusterId()).isEqualTo(id);
  }

  @Test
  void aMajorityThatLostItsDisksSaysSo() {
    form(0, 3, Seeds.ALL_NODES);
    for (SimulatedNode node : cluster.nodes().subList(1, 3)) {
      node.crash();
      node.loseDisk();
    }
    List<String> problems = new ArrayList<>();
    cluster
        .node(0)
        .cluster()
        .addListener(
            new ClusterListener() {
              @Override
              public void problem(String message) {
                problems.add(message);
              }
            });
    cluster.nodes().subList(1, 3).forEach(SimulatedNode::start);
    boolean isSaid =
        cluster.runUntil(
            () -> problems.stream().anyMatch(problem -> problem.startsWith("quorum lost")),
            PATIENCE);
    assertThat(isSaid).as("problems: %s", problems).isTrue();
    assertThat(cluster.node(1).cluster().isJoined()).isFalse();
  }

  @RandomSeeds(5)
  void aNewcomerThatDiesAtOnceKeepsNobodyOut(long seed) {
    cluster = new SimulatedCluster(seed, 4, Seeds.FIRST_NODE, LogFaults.none());
    SimulatedNode second = cluster.node(1);
    cluster.node(0).start();
    second.start();
    assertThat(cluster.runUntil(() -> second.cluster().isJoined(), PATIENCE)).isTrue();
    SimulatedNode newcomer = cluster.node(2);
    newcomer.start();
    boolean isTakenIn =
        cluster.runUntil(() -> newcomer.cluster().clusterId().isPresent(), PATIENCE);
    assertThat(isTakenIn).isTrue();
    newcomer.crash();
    SimulatedNode late = cluster.node(3);
    late.start();
    assertThat(cluster.runUntil(() -> late.cluster().isJoined(), PATIENCE))
        .as("the next one joins")
        .isTrue();
  }

  // ---------------------------------------------------------------- leaving

  @RandomSeeds(10)
  void whoLeavesIsMissedByNobody(long seed) {
    form(seed, 4, Seeds.FIRST_NODE);
    SimulatedNode leaver = seed % 2 == 0 ? leader() : follower();
    LockHandle lock = acquire(leaver);
    await(leaver.cluster().leaveAsync(PATIENCE));
    leaver.crash();
    List<SimulatedNode> left = cluster.nodes().stream().filter(node -> node != leaver).toList();
    for (SimulatedNode node : left) {
      assertThat(cluster.runUntil(() -> node.cluster().members().size() == 3, PATIENCE)).isTrue();
    }
    LockHandle next = acquire(left.getFirst());
    assertThat(next.token()).isGreaterThan(lock.token());
    left.getLast().crash();
    await(next.releaseAsync()); // two of three are a majority
  }

  // ---------------------------------------------------------------- locks

  @RandomSeeds(10)
  void theLockOfADeadNodeGoesOnAfterItsLease(long seed) {
    form(seed, 3, Seeds.FIRST_NODE);
    SimulatedNode holder = seed % 2 == 0 ? leader() : follower();
    LockHandle held = acquire(holder);
    holder.crash();
    Duration died = cluster.time();
    LockHandle next = acquire(leader());
    Duration wait = cluster.time().minus(died);
    assertThat(next.token()).isGreaterThan(held.token());
    assertThat(wait).isBetween(LEASE.dividedBy(2), LEASE.multipliedBy(3));
  }

  @RandomSeeds(10)
  void aHolderThatStoodStillKnowsAtOnceThatItsLeaseIsOver(long seed) {
    form(seed, 3, Seeds.FIRST_NODE);
    SimulatedNode holder = seed % 2 == 0 ? leader() : follower();
    LockHandle held = acquire(holder);
    assertThat(held.isHeld()).isTrue();
    holder.pause();
    LockHandle next = acquire(leader());
    assertThat(next.token()).isGreaterThan(held.token());
    assertThat(held.isHeld()).as("even before it goes on").isFalse();
    holder.resume();
    cluster.run(LEASE);
    assertThat(held.isHeld()).isFalse();
    assertThat(next.isHeld()).isTrue();
  }

  @RandomSeeds(10)
  void aMinorityGrantsNothing(long seed) {
    form(seed, 3, Seeds.FIRST_NODE);
    SimulatedNode old = leader();
    cluster.isolate(old);
    CompletableFuture<LockHandle> asked =
        old.cluster().acquireLockAsync("lock", Duration.ofSeconds(3));
    LockHandle granted = acquire(follower(old));
    assertThat(failure(asked)).contains(ClusterException.Code.TIMEOUT);
    assertThat(failure(old.cluster().awaitUpToDateAsync()))
        .contains(ClusterException.Code.NO_LEADER);
    cluster.rejoin(old);
    cluster.settle(PATIENCE);
    cluster.check();
    assertThat(granted.isHeld()).isTrue();
  }

  private SimulatedNode follower(SimulatedNode other) {
    return cluster.nodes().stream().filter(node -> node != other).findFirst().orElseThrow();
  }
}
