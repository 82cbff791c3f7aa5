package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Random programs, run by one worker, by several under every partition strategy and by
/// [NaiveEvaluator]: the closure does not depend on who does what.
class WorkersPropertyTest {
  private static final List<Integer> WORKER_COUNTS = List.of(2, 3, 8);

  @RandomSeeds(2_000)
  void manyWorkersDeriveWhatNaiveDerives(long seed) {
    Shrinker.verify(
        RandomProgram.of(seed).statements(),
        statements -> checkClosure(statements, seed, new Assembly()));
  }

  static void checkClosure(List<Triple> statements, long seed, Assembly assembly) {
    Set<Triple> asserted = new LinkedHashSet<>(statements);
    Set<Triple> expected = NaiveEvaluator.closure(asserted, RandomProgram.levels());
    for (Spreading spreading : spreadings(seed)) {
      var engine = new TestEngine(spreading, assembly);
      engine.add(statements);
      engine.think();
      engine.assertClosureOf(asserted, expected);
    }
  }

  @RandomSeeds(1_000)
  void noInstanceOfARuleIsComputedTwiceWhereverItIsFound(long seed) {
    Shrinker.verify(
        RandomProgram.plain(seed).statements(),
        statements -> checkInstances(statements, seed, new Assembly()));
  }

  static void checkInstances(List<Triple> statements, long seed, Assembly assembly) {
    int expected = NaiveEvaluator.instanceCount(statements);
    for (Spreading spreading : spreadings(seed)) {
      var engine = new TestEngine(spreading, assembly);
      engine.add(statements);
      assertThat(engine.think().counts().instances()).as("%s", spreading).isEqualTo(expected);
    }
  }

  @RandomSeeds(500)
  void factsAddedBetweenRunsGiveTheSameClosure(long seed) {
    List<Triple> shuffled = new RandomSource(seed).shuffled(RandomProgram.of(seed).statements());
    for (Spreading spreading : spreadings(seed)) {
      Shrinker.verify(
          shuffled,
          statements -> {
            var engine = new TestEngine(spreading, new Assembly());
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
  }

  @RandomSeeds(300)
  void whatIsCollectedComesInOneOrder(long seed) {
    List<Triple> statements = new ArrayList<>(RandomProgram.of(seed).statements());
    statements.addAll(RandomProgram.collecting());
    var one = new TestEngine();
    one.add(statements);
    one.think();
    for (Spreading spreading : spreadings(seed)) {
      var engine = new TestEngine(spreading, new Assembly());
      engine.add(statements);
      engine.think();
      engine.assertSameClosureAs(one);
    }
  }

  @RandomSeeds(200)
  void closureIsTheSameAfterRemovals(long seed) {
    List<Triple> statements = RandomProgram.of(seed).statements();
    for (Spreading spreading : spreadings(seed)) {
      var random = new RandomSource(seed);
      var engine = new TestEngine(spreading, new Assembly());
      Set<Triple> asserted = new LinkedHashSet<>(statements);
      engine.add(statements);
      engine.think();
      for (int i = 0; i < 3; i++) {
        List<Triple> removed = random.shuffled(asserted).subList(0, Math.min(2, asserted.size()));
        asserted.removeAll(removed);
        engine.retract(removed);
        engine.think();
        engine.assertClosureOf(asserted);
      }
    }
  }

  /// One worker, and every strategy for every number of workers. Facts are spread at once, while
  /// they are loaded, or while rules run; mirrors hold nothing, something or whatever rules would
  /// like; phases now and then have threads.
  static List<Spreading> spreadings(long seed) {
    var random = new RandomSource(seed);
    List<Spreading> spreadings = new ArrayList<>();
    spreadings.add(Spreading.NONE);
    for (int workerCount : WORKER_COUNTS) {
      for (PartitionStrategy strategy : PartitionStrategy.values()) {
        spreadings.add(
            new Spreading(
                workerCount,
                strategy,
                random.pick(List.of(0L, 5L, 20L, 40L)),
                random.oneIn(30) ? 0 : Long.MAX_VALUE,
                random.pick(List.of(1, 3, 1_000)),
                random.pick(List.of(0L, 10L, 1_000L, 100_000L))));
      }
    }
    return spreadings;
  }
}
