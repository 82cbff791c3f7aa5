package cwm.reasoner.engine;

import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Random programs with some of their rules backward: the store shows what forward rules conclude
/// in the closure under all rules, and nothing else.
class BackwardRulesPropertyTest {

  @RandomSeeds(1_000)
  void goalsAreAnsweredByWhatFollows(long seed) {
    Shrinker.verify(
        program(seed),
        statements -> {
          Set<Triple> asserted = new LinkedHashSet<>(statements);
          Set<Triple> expected = NaiveEvaluator.closure(asserted, RandomProgram.levels());
          var engine = new TestEngine();
          engine.add(statements);
          engine.think();
          engine.assertClosureOf(asserted, expected);
        });
  }

  @RandomSeeds(300)
  void manyWorkersAnswerAlike(long seed) {
    Shrinker.verify(
        program(seed),
        statements -> {
          Set<Triple> asserted = new LinkedHashSet<>(statements);
          Set<Triple> expected = NaiveEvaluator.closure(asserted, RandomProgram.levels());
          for (Spreading spreading : WorkersPropertyTest.spreadings(seed)) {
            var engine = new TestEngine(spreading, new Assembly());
            engine.add(statements);
            engine.think();
            engine.assertClosureOf(asserted, expected);
          }
        });
  }

  @RandomSeeds(300)
  void factsAndRulesThatComeAndGoLeaveNothingBehind(long seed) {
    List<Triple> shuffled = new RandomSource(seed).shuffled(program(seed));
    for (Spreading spreading :
        List.of(Spreading.NONE, WorkersPropertyTest.spreadings(seed).get(4))) {
      var random = new RandomSource(seed);
      var engine = new TestEngine(spreading, new Assembly());
      Set<Triple> asserted = new LinkedHashSet<>();
      int start = 0;
      while (start < shuffled.size()) {
        int end = Math.min(shuffled.size(), start + random.between(1, 12));
        engine.add(shuffled.subList(start, end));
        asserted.addAll(shuffled.subList(start, end));
        start = end;
        if (random.oneIn(3)) {
          List<Triple> removed = random.shuffled(asserted).subList(0, Math.min(2, asserted.size()));
          asserted.removeAll(removed);
          engine.retract(removed);
        }
        engine.think();
        engine.assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
      }
    }
  }

  private static List<Triple> program(long seed) {
    return RandomProgram.of(seed).partlyBackward(new RandomSource(seed + 1)).statements();
  }
}
