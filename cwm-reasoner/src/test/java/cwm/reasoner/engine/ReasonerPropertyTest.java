package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Random programs, run by the engine and by [NaiveEvaluator].
class ReasonerPropertyTest {

  @RandomSeeds(500)
  void semiNaiveDerivesWhatNaiveDerives(long seed) {
    Shrinker.verify(
        RandomProgram.of(seed).statements(),
        statements -> {
          var engine = new TestEngine();
          engine.add(statements);
          engine.think();
          engine.assertClosureOf(statements);
        });
  }

  @RandomSeeds(500)
  void factsAddedBetweenRunsGiveTheSameClosure(long seed) {
    List<Triple> shuffled = new RandomSource(seed).shuffled(RandomProgram.of(seed).statements());
    Shrinker.verify(
        shuffled,
        statements -> {
          var engine = new TestEngine();
          var random = new RandomSource(seed);
          int start = 0;
          while (start < statements.size()) {
            int end = Math.min(statements.size(), start + random.between(1, 8));
            engine.add(statements.subList(start, end));
            engine.think();
            start = end;
          }
          engine.assertClosureOf(statements);
        });
  }

  @RandomSeeds(500)
  void closureIsTheSameAfterTruncationsAndRemovals(long seed) {
    List<Triple> statements = RandomProgram.of(seed).statements();
    var engine = new TestEngine();
    var random = new RandomSource(seed);
    Set<Triple> asserted = new LinkedHashSet<>(statements);
    engine.add(statements);
    engine.think();
    int oldest = 0;
    for (int i = 0; i < 4; i++) {
      if (random.oneIn(2)) {
        int last = engine.generation() - 1;
        engine.reasoner.truncate(random.between(Math.min(oldest, last), last));
      } else {
        List<Triple> removed = random.shuffled(asserted).subList(0, Math.min(2, asserted.size()));
        asserted.removeAll(removed);
        engine.retract(removed);
        oldest = engine.generation() - 1;
      }
      engine.think();
      engine.assertClosureOf(asserted);
    }
  }

  @RandomSeeds(500)
  void noInstanceOfARuleIsComputedTwice(long seed) {
    Shrinker.verify(
        RandomProgram.plain(seed).statements(),
        statements -> {
          var engine = new TestEngine();
          engine.add(statements);
          long instanceCount = engine.think().counts().instances();
          assertThat(instanceCount).isEqualTo(NaiveEvaluator.instanceCount(statements));
        });
  }
}
