package cwm.simulation.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.MutantLoader;
import cwm.simulation.Mutation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bugs that reasoning over nodes might have, and that the checks of [ReasoningTest], unchanged,
/// must find.
class ReasoningMutationsTest {
  private static final int SEED_COUNT = 300;
  private static final String WORKER = "cwm/reasoner/engine/Worker.java";
  private static final String TAKEOVER = "cwm/distributed/Takeover.java";

  @TempDir private Path directory;

  @Test
  void meetingThatDoesNotWaitForEveryMarkerIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/distributed/Inbox.java",
            "come.keySet().containsAll(peers)",
            "come.size() >= peers.size() - 1"));
  }

  @Test
  void rowThatIsAnsweredFromWhatWasThereBeforeTheLocalPhaseIsFound() throws Exception {
    assertFound(
        new Mutation(
            WORKER,
            "setWindows(stateOf(parcel.rule()), last);",
            "setWindows(stateOf(parcel.rule()), last - 1);"));
  }

  @Test
  void conclusionThatIsSeenInItsSuperstepIsFound() throws Exception {
    assertFound(
        new Mutation(
            WORKER,
            "outbox().startHop(hop);",
            "takeConcluded(); store.nextGeneration(); last = store.generation() - 1;"
                + " outbox().startHop(hop);"));
  }

  @Test
  void mirroredFactThatIsSeenInItsSuperstepIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/reasoner/engine/SuperstepDriver.java",
            "boolean isLarge = isLarge(isAnyWhole(tasks)",
            "workers.forEach(Worker::exportAll);"
                + " noteMirrorChanged(mirror().deliver(exchange().takeMirrored()));"
                + " boolean isLarge = isLarge(isAnyWhole(tasks)"));
  }

  @Test
  void instanceOfMirroredAtomsThatEveryNodeFindsIsFound() throws Exception {
    assertFound(
        new Mutation(
            WORKER, "return workerOf(subject, predicate, object) == number;", "return true;"));
  }

  @Test
  void whatIsTakenBackAtOneNodeOnlyIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/distributed/JobRun.java", "retract(own);", "retract(own); sites.take();"));
  }

  @Test
  void derivedFactThatOutlivesItsReasonIsFound() throws Exception {
    assertFound(new Mutation("cwm/distributed/Shard.java", "reasoner.factsRetracted();", ""));
  }

  @Test
  void factThatDoesNotMoveToItsNewOwnerIsFound() throws Exception {
    assertFound(new Mutation("cwm/distributed/JobRun.java", "forEachUnlogged(unlogged);", ""));
  }

  @Test
  void halfOfALoadThatStaysIsFound() throws Exception {
    assertFound(new Mutation("cwm/distributed/JobRun.java", "before.retract(asserted);", ""));
  }

  @Test
  void loadThatIsSaidToBeThereBeforeItsLogHasItIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/distributed/JobCopies.java", "targets.values().forEach(SetLog::await);", ""));
  }

  @Test
  void retryThatKeepsWhatWasDerivedIsFound() throws Exception {
    assertFound(
        new Mutation("cwm/reasoner/engine/Board.java", "isStale = true;", "isStale = false;"));
  }

  @Test
  void messageOfAnEarlierAttemptIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/distributed/Supersteps.java",
            "Optional<Inbox> inbox = inbox(job);",
            "Optional<Inbox> inbox = running.isEmpty() ? inbox(job)"
                + " : running.values().stream().findAny();"));
  }

  @Test
  void holderWithoutSuperstepNumbersIsFound() throws Exception {
    assertFound(
        new Mutation(
            TAKEOVER,
            "owner.facts().nextGeneration();",
            "if (each == 1) { owner.facts().nextGeneration(); }"));
  }

  @Test
  void superstepThatIsNotDoneAgainIsFound() throws Exception {
    assertFound(
        new Mutation("cwm/reasoner/engine/Resumption.java", "(isEnd ? 1 : 2)", "(isEnd ? 1 : 0)"));
  }

  @Test
  void loadThatCountsAsReadIsFound() throws Exception {
    assertFound(new Mutation(TAKEOVER, "least >= base + 2", "least >= base"));
  }

  @Test
  void copyThatIsNotThereIsFound() throws Exception {
    assertFound(new Mutation(TAKEOVER, "taken.add(copy.get());", ""));
  }

  @Test
  void lossOfASessionThatIsIgnoredIsFound() throws Exception {
    assertFound(
        new Mutation("cwm/distributed/Supersteps.java", "lost(peer.nodeId(), reason);", ""));
  }

  @Test
  void witnessThatForgetsTooEarlyIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/distributed/SetCopy.java",
            "OptionalLong.of(keptIndex)",
            "OptionalLong.of(Long.MAX_VALUE)"));
  }

  @Test
  void witnessThatAnswersIsFound() throws Exception {
    assertFound(
        new Mutation(
            "cwm/cluster/state/ReplicaSet.java",
            "return holders.stream()",
            "return voters().stream()"));
  }

  @Test
  void orderOfInputsThatANewOwnerDoesNotLearnIsFound() throws Exception {
    assertFound(
        new Mutation("cwm/distributed/InputOrder.java", "forEach(positions::append);", "size();"));
  }

  /// Or whatever is loaded in this way would be found.
  @Test
  void codeThatMeansTheSameIsNotFound() throws Exception {
    var loader =
        new MutantLoader(
            new Mutation(WORKER, "takeConcluded();", "takeConcluded(); // once"), directory);
    for (long seed = 0; seed < 20; seed++) {
      assertThat(loader.problems(ReasoningRun.class, seed)).isEmpty();
    }
  }

  /// Runs the cluster with the bug until something is found.
  private void assertFound(Mutation mutation) throws Exception {
    var loader = new MutantLoader(mutation, directory);
    for (long seed = 0; seed < SEED_COUNT; seed++) {
      if (!loader.problems(ReasoningRun.class, seed).isEmpty()) {
        return;
      }
    }
    assertThat(mutation).as("found within %d seeds".formatted(SEED_COUNT)).isNull();
  }
}
