package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.engine.TestSites.Layout;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Random programs, run by several sites together and by [NaiveEvaluator]: the closure does not
/// depend on where facts are.
class SitesPropertyTest {
  @RandomSeeds(1_000)
  void manySitesDeriveWhatNaiveDerives(long seed) {
    Shrinker.verify(
        RandomProgram.of(seed).statements(),
        statements -> checkClosure(statements, seed, _ -> new Assembly()));
  }

  static void checkClosure(List<Triple> statements, long seed, TestSites.Assemblies assemblies) {
    try (var sites = new TestSites(layout(statements, seed), assemblies)) {
      checkClosure(sites, statements);
    }
  }

  static void checkClosureWithLateShipments(List<Triple> statements, long seed) {
    try (var sites = new TestSites(layout(statements, seed), _ -> new Assembly())) {
      sites.delayShipments();
      checkClosure(sites, statements);
    }
  }

  private static void checkClosure(TestSites sites, List<Triple> statements) {
    checkClosure(sites, statements, new LinkedHashSet<>(statements));
  }

  private static void checkClosure(TestSites sites, List<Triple> added, Set<Triple> asserted) {
    sites.add(added);
    sites.think();
    sites
        .facts()
        .assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
  }

  @RandomSeeds(1_000)
  void noInstanceOfARuleIsComputedTwiceWhereverItIsFound(long seed) {
    Shrinker.verify(
        RandomProgram.plain(seed).statements(),
        statements -> checkInstances(statements, seed, _ -> new Assembly()));
  }

  static void checkInstances(List<Triple> statements, long seed, TestSites.Assemblies assemblies) {
    try (var sites = new TestSites(layout(statements, seed), assemblies)) {
      sites.add(statements);
      long count = sites.think().stream().mapToLong(report -> report.counts().instances()).sum();
      assertThat(count).isEqualTo(NaiveEvaluator.instanceCount(statements));
    }
  }

  @RandomSeeds(300)
  void factsAddedAndRemovedBetweenRunsGiveTheSameClosure(long seed) {
    List<Triple> shuffled = new RandomSource(seed).shuffled(RandomProgram.of(seed).statements());
    Shrinker.verify(shuffled, statements -> checkPortions(statements, seed));
  }

  private static void checkPortions(List<Triple> statements, long seed) {
    var random = new RandomSource(seed);
    Set<Triple> asserted = new LinkedHashSet<>();
    try (var sites = new TestSites(layout(statements, seed), _ -> new Assembly())) {
      for (int start = 0; start < statements.size(); ) {
        int end = Math.min(statements.size(), start + random.between(1, 8));
        List<Triple> added = statements.subList(start, end);
        asserted.addAll(added);
        sites.add(added);
        if (random.oneIn(3)) {
          List<Triple> removed = random.shuffled(asserted).subList(0, 1);
          removed.forEach(asserted::remove);
          sites.retract(removed);
        }
        sites.think();
        start = end;
      }
      sites
          .facts()
          .assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
    }
  }

  private static TestSites.Layout layout(List<Triple> statements, long seed) {
    Set<Term> predicates =
        statements.stream()
            .map(Triple::predicate)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    predicates.add(new Iri("http://example.org/#none"));
    return TestSites.Layout.random(new RandomSource(seed), predicates);
  }

  @RandomSeeds(300)
  void whatIsCollectedDoesNotDependOnWhereItIs(long seed) {
    List<Triple> statements = new ArrayList<>(RandomProgram.of(seed).statements());
    statements.addAll(RandomProgram.collecting());
    try (var one = new TestSites(Layout.alone(), _ -> new Assembly());
        var many = new TestSites(layout(statements, seed), _ -> new Assembly())) {
      one.add(statements);
      one.think();
      many.add(statements);
      many.think();
      many.facts().assertSameClosureAs(one.facts());
    }
  }

  @RandomSeeds(100)
  void runThatWasBrokenOffLeavesNothing(long seed) {
    List<Triple> statements = RandomProgram.of(seed).statements();
    try (var sites = new TestSites(layout(statements, seed), _ -> new Assembly())) {
      sites.add(statements);
      try {
        sites.think(Budget.of(new RandomSource(seed).between(0, 3), Long.MAX_VALUE, () -> 0));
      } catch (ReasonerException | SitesException _) {
        // as wanted; some programs are done by then
      }
      checkClosure(sites, List.of(), new LinkedHashSet<>(statements));
    }
  }
}
