package cwm.reasoner.engine;

import static cwm.reasoner.engine.TestTexts.statements;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.Triple;
import cwm.reasoner.engine.TestSites.Layout;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.testing.GoldenProgram;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Sites whose dictionaries know different terms.
class SitesTest {
  private static final List<Long> MIRRORED_FACTS_MAX = List.of(0L, 10L, 1_000L);

  /// Some fact is with a site that does not know the list which the rule builds of it.
  @Test
  void listThatOneSiteBuildsIsFoundAtAnother() {
    assertFoundElsewhere(
        ":s%1$d :pair :a%1$d, :b . (:a%1$d :b) :sum :c%1$d . ",
        "{ ?s :pair ?x . (?x :b) :sum ?z } => { ?s :is ?z } .");
  }

  /// The same for a quoted formula.
  @Test
  void formulaThatOneSiteBuildsIsFoundAtAnother() {
    assertFoundElsewhere(
        ":s%1$d :knows :a%1$d . { :a%1$d a :Human } :so :c%1$d . ",
        "{ ?s :knows ?x . { ?x a :Human } :so ?z } => { ?s :is ?z } .");
  }

  private static void assertFoundElsewhere(String facts, String rule) {
    List<Triple> statements = statements(twenty(facts) + rule);
    Set<Triple> expected = Set.copyOf(statements(twenty(":s%1$d :is :c%1$d . ")));
    for (PartitionStrategy strategy : PartitionStrategy.values()) {
      assertThat(derived(statements, layout(strategy, 3, 0))).isEqualTo(expected);
    }
  }

  private static String twenty(String pattern) {
    return IntStream.range(0, 20).mapToObj(pattern::formatted).collect(joining());
  }

  static Stream<Arguments> runs() {
    return GoldenProgram.withEach(List.of(PartitionStrategy.values()));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void programsDeriveWhatFollowsAndNothingElse(GoldenProgram program, PartitionStrategy strategy) {
    for (long mirroredFactMax : MIRRORED_FACTS_MAX) {
      for (int siteCount = 2; siteCount <= 4; siteCount++) {
        Layout layout = layout(strategy, siteCount, mirroredFactMax);
        program.check(statements -> derived(layout, sites -> sites.addInOrder(statements)));
      }
    }
  }

  private static Layout layout(PartitionStrategy strategy, int siteCount, long mirroredFactMax) {
    return new Layout(Collections.nCopies(siteCount, 1), strategy, Set.of(), 3, mirroredFactMax);
  }

  private static Set<Triple> derived(List<Triple> statements, Layout layout) {
    return derived(layout, sites -> sites.add(statements));
  }

  private static Set<Triple> derived(Layout layout, Consumer<TestSites> loading) {
    try (var sites = new TestSites(layout, _ -> new Assembly())) {
      loading.accept(sites);
      sites.think();
      return sites.facts().derivedOnly();
    }
  }
}
