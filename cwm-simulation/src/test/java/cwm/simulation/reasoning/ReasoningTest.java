package cwm.simulation.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.reasoner.testing.RandomProgram;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Random programs on simulated clusters of 2 to 7 nodes, against one machine.
class ReasoningTest {
  @RandomSeeds(500)
  void theClosureIsThatOfOneMachine(long seed) {
    ReasoningRun.checkClosure(seed);
  }

  @RandomSeeds(1_000)
  void nothingIsLostWhenNodesFail(long seed) {
    ReasoningRun.checkFailures(seed);
  }

  @RandomSeeds(100)
  void noInstanceIsFoundTwice(long seed) {
    ReasoningRun.checkInstances(seed);
  }

  @RandomSeeds(100)
  void whatIsCollectedComesInTheOrderOfInputs(long seed) {
    ReasoningRun.checkOrder(seed);
  }

  @RandomSeeds(100)
  void halfOfALoadIsNeverThere(long seed) {
    ReasoningRun.checkLoss(seed);
  }

  @RandomSeeds(100)
  void whatIsLeftGoesOnWhenSomebodyForcesIt(long seed) {
    ReasoningRun.check(seed, 5, 2, run -> new LossOfTwo(run).run());
  }

  @RandomSeeds(100)
  void oneOfTwoThatDoNotReachOneAnotherGivesWay(long seed) {
    ReasoningRun.check(seed, 3, 2, run -> new CutLink(run).run());
  }

  @RandomSeeds(50)
  void nobodyWaitsForANodeThatWasBackTooBrieflyToTell(long seed) {
    ReasoningRun.check(seed, 3, 2, run -> new BriefReturn(run).run());
  }

  @RandomSeeds(50)
  void runIsBroughtToItsEndWhenAnOwnerIsLostInItsMidst(long seed) {
    LossWhileThinking.check(seed);
  }

  /// The whole run has 25 supersteps at least; what comes behind a loss late in it has fewer,
  /// unless it begins anew.
  @Test
  void whoTakesOverGoesOnFromWhatWasDerived() {
    List<Long> counts =
        LongStream.range(0, 30)
            .map(LossWhileThinking::check)
            .filter(count -> count > 2 && count < 20)
            .boxed()
            .toList();
    assertThat(counts).hasSizeGreaterThan(2);
  }

  @RandomSeeds(50)
  void whatThereIsCanBeReadWhileFactsMove(long seed) {
    ReasoningRun.check(seed, 3, 1, run -> new ReadsWhileMoving(run).run());
  }

  @RandomSeeds(50)
  void whatIsReadWhileANodeBeginsAnewIsAllThereIs(long seed) {
    ReasoningRun.check(seed, 3, 2, run -> new ReadsWhileMoving(run).runAnew());
  }

  @RandomSeeds(50)
  void logsOfSetsThatWentMeanwhileAreDeleted(long seed) {
    ReasoningRun.check(seed, 4, 2, run -> new GoneSets(run).run());
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
