package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bugs that a cluster might have, and that the checkers of [SimulatedClusterTest], unchanged, must
/// find in it.
class MutationsTest {
  private static final int SEED_COUNT = 20;

  @TempDir private Path directory;

  @Test
  void reusedTokenIsFound() throws Exception {
    assertFound(
        "TOKEN_REUSED",
        new Mutation(
            "cwm/cluster/state/Locks.java",
            "new Holder(held.queue.removeFirst(), index)",
            "new Holder(held.queue.removeFirst(), held.holder.token())"));
  }

  @Test
  void leaseThatTheLeaderIgnoresIsFound() throws Exception {
    assertFound(
        "TWO_HOLDERS",
        new Mutation(
            "cwm/cluster/LeaderDuties.java",
            "nowNanos - seen.sinceNanos() > lease.toNanos()",
            "nowNanos - seen.sinceNanos() > 0"));
  }

  @Test
  void leaderThatDoesNotWaitForALeaseAfterItsElectionIsFound() throws Exception {
    assertFound(
        "TWO_HOLDERS",
        new Mutation(
            "cwm/cluster/LeaderDuties.java",
            "new Sighting(session.renewedIndex(), nowNanos)",
            "new Sighting(session.renewedIndex(), seen == null ? Long.MIN_VALUE / 2 : nowNanos)"));
  }

  @Test
  void leaseThatTheHolderIgnoresIsFound() throws Exception {
    assertFound(
        "and so has",
        new Mutation(
            "cwm/cluster/ClusterSession.java",
            "beginNanos + leaseNanos",
            "beginNanos + leaseNanos * 3"));
  }

  @Test
  void lateCopyThatTakesWhatNobodyWaitsForIsFound() throws Exception {
    assertFound(
        "that let others pass",
        new Mutation(
            "cwm/cluster/state/Sessions.java",
            "return kept(id).endedIds.contains(requestId);",
            "return false;"));
  }

  @Test
  void grantThatIsLostIsFound() throws Exception {
    assertFound(
        "is lost",
        new Mutation(
            "cwm/cluster/state/Locks.java", "effects.add(new Granted(name, held.holder));", ""));
  }

  @Test
  void barrierThatOpensEarlyIsFound() throws Exception {
    assertFound(
        "PASSED_EARLY",
        new Mutation(
            "cwm/cluster/state/Barriers.java",
            "waiting.entered.size() == count",
            "waiting.entered.size() >= count - 1"));
  }

  @Test
  void stateThatDependsOnMoreThanItsLogIsFound() throws Exception {
    assertFound(
        "has another state",
        new Mutation(
            "cwm/cluster/state/Locks.java",
            "held.queue.add(request);",
            "held.queue.add(System.identityHashCode(this) % (held.queue.size() + 1), request);"));
  }

  /// Runs the cluster with the bug until the checkers find what they should.
  private void assertFound(String what, Mutation mutation) throws Exception {
    var loader = new MutantLoader(mutation, directory);
    List<String> problems = new ArrayList<>();
    for (long seed = 0; seed < SEED_COUNT; seed++) {
      problems.addAll(loader.problems(ChaosRun.class, seed));
      if (problems.stream().anyMatch(problem -> problem.contains(what))) {
        return;
      }
    }
    assertThat(problems).anyMatch(problem -> problem.contains(what));
  }
}
