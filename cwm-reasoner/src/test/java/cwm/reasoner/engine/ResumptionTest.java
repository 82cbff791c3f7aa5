package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.engine.TestSites.Layout;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs that were broken off, taken up by other sites: what follows is the same.
class ResumptionTest {
  @RandomSeeds(400)
  void runThatIsTakenUpDerivesWhatNaiveDerives(long seed) {
    List<Triple> shuffled = new RandomSource(seed).shuffled(RandomProgram.of(seed).statements());
    Shrinker.verify(shuffled, statements -> checkBrokenRuns(statements, seed));
  }

  private static void checkBrokenRuns(List<Triple> statements, long seed) {
    var random = new RandomSource(seed);
    Layout layout = layout(statements, random);
    Set<Triple> stated = new LinkedHashSet<>();
    var sites = new TestSites(layout, _ -> new Assembly());
    try {
      for (int start = 0; start < statements.size(); ) {
        int end =
            random.oneIn(3)
                ? statements.size()
                : Math.min(statements.size(), start + random.between(1, statements.size()));
        List<Triple> added = statements.subList(start, end);
        stated.addAll(added);
        sites.add(added);
        int begun = sites.passedCount();
        boolean isDone = false;
        for (int attempt = 0; !isDone; attempt++) {
          if (attempt < 3) {
            sites.breakAt(sites.passedCount() + random.between(1, 4));
          } else {
            sites.breakAt(Integer.MAX_VALUE);
          }
          isDone = isDone(sites);
          if (!isDone || random.oneIn(3)) {
            TestSites former = sites;
            Layout other = layout(statements, random);
            int passed = former.passedCount() - (random.oneIn(3) ? 1 : 0);
            if (passed >= Math.max(Resumption.FIRST, begun + 2)) {
              sites = former.resumed(other, stated, passed);
            } else {
              sites = new TestSites(other, _ -> new Assembly());
              sites.add(stated);
              begun = 0;
            }
            former.close();
            isDone = false;
          }
        }
        start = end;
      }
      sites.breakAt(Integer.MAX_VALUE);
      sites.think();
      sites.facts().assertClosureOf(stated, NaiveEvaluator.closure(stated, RandomProgram.levels()));
    } finally {
      sites.close();
    }
  }

  private static boolean isDone(TestSites sites) {
    try {
      sites.think();
      return true;
    } catch (SitesException _) {
      return false;
    }
  }

  @RandomSeeds(100)
  void runThatHadEndedDrawsNothingAgain(long seed) {
    List<Triple> statements = RandomProgram.plain(seed).statements();
    var random = new RandomSource(seed);
    try (var sites = new TestSites(layout(statements, random), _ -> new Assembly())) {
      sites.add(statements);
      sites.think();
      int passed = sites.passedCount();
      assertThat(passed).isGreaterThanOrEqualTo(Resumption.FIRST);
      try (var others = sites.resumed(layout(statements, random), statements, passed)) {
        assertThat(others.think().stream().mapToLong(report -> report.counts().instances()).sum())
            .isZero();
        others.facts().assertSameClosureAs(sites.facts());
      }
    }
  }

  private static Layout layout(List<Triple> statements, RandomSource random) {
    Set<Term> predicates =
        statements.stream()
            .map(Triple::predicate)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    predicates.add(new Iri("http://example.org/#none"));
    return Layout.random(random, predicates);
  }
}
