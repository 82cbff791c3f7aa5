package cwm.simulation.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.reasoner.testing.RandomProgram;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Random programs on simulated clusters of 2 to 7 nodes, against one machine.
class ReasoningTest {
  @RandomSeeds(1_000)
  void theClosureIsThatOfOneMachine(long seed) {
    ReasoningRun.checkClosure(seed);
  }

  @RandomSeeds(1_000)
  void nothingIsLostWhenNodesFail(long seed) {
    ReasoningRun.checkFailures(seed);
  }

  @RandomSeeds(200)
  void noInstanceIsFoundTwice(long seed) {
    ReasoningRun.checkInstances(seed);
  }

  @RandomSeeds(200)
  void whatIsCollectedComesInTheOrderOfInputs(long seed) {
    ReasoningRun.checkOrder(seed);
  }

  @RandomSeeds(100)
  void halfOfALoadIsNeverThere(long seed) {
    ReasoningRun.checkLoss(seed);
  }

  @RandomSeeds(100)
  void whatIsLeftGoesOnWhenSomebodyForcesIt(long seed) {
    ReasoningRun.checkForced(seed);
  }

  @RandomSeeds(200)
  void oneOfTwoThatDoNotReachOneAnotherGivesWay(long seed) {
    ReasoningRun.checkCut(seed);
  }

  @RandomSeeds(50)
  void whatThereIsCanBeReadWhileFactsMove(long seed) {
    ReasoningRun.checkReads(seed);
  }

  @Test
  void sameSeedSameRun() {
    assertThat(trace(7)).isEqualTo(trace(7)).hasSizeGreaterThan(5);
  }

  private static List<String> trace(long seed) {
    try (var run = new ReasoningRun(seed, RandomProgram.of(seed).statements())) {
      run.live();
      return run.trace();
    }
  }
}
