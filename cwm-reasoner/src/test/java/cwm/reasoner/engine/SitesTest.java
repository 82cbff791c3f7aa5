package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Triple;
import cwm.reasoner.engine.TestSites.Layout;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.testing.GoldenProgram;
import cwm.reasoner.testing.TestFacts;
import java.util.Collections;
import java.util.LinkedHashSet;
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
  private static final String PREFIXES = "@prefix : <http://example.org/#> . ";
  private static final List<Long> MIRRORED_FACTS_MAX = List.of(0L, 10L, 1_000L);

  /// Some fact is with a site that does not know the list which the rule builds of it.
  @Test
  void listThatOneSiteBuildsIsFoundAtAnother() {
    String facts =
        IntStream.range(0, 20)
            .mapToObj(i -> ":s%d :pair :a%d, :b . (:a%d :b) :sum :c%d . ".formatted(i, i, i, i))
            .reduce("", String::concat);
    List<Triple> statements =
        statements(facts + "{ ?s :pair ?x . (?x :b) :sum ?z } => { ?s :is ?z } .");
    Set<Triple> expected =
        Set.copyOf(
            statements(
                IntStream.range(0, 20)
                    .mapToObj(i -> ":s%d :is :c%d . ".formatted(i, i))
                    .reduce("", String::concat)));
    for (PartitionStrategy strategy : PartitionStrategy.values()) {
      assertThat(derived(statements, layout(strategy, 3, 0))).isEqualTo(expected);
    }
  }

  /// The same for a quoted formula.
  @Test
  void formulaThatOneSiteBuildsIsFoundAtAnother() {
    String facts =
        IntStream.range(0, 20)
            .mapToObj(i -> ":s%d :knows :a%d . { :a%d a :Human } :so :c%d . ".formatted(i, i, i, i))
            .reduce("", String::concat);
    List<Triple> statements =
        statements(facts + "{ ?s :knows ?x . { ?x a :Human } :so ?z } => { ?s :is ?z } .");
    for (PartitionStrategy strategy : PartitionStrategy.values()) {
      assertThat(derived(statements, layout(strategy, 3, 0))).hasSize(20);
    }
  }

  static Stream<Arguments> runs() {
    return GoldenProgram.all().stream()
        .flatMap(
            program ->
                Stream.of(PartitionStrategy.values())
                    .map(strategy -> Arguments.of(program, strategy)));
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
      TestFacts facts = sites.facts();
      Set<Triple> derived = new LinkedHashSet<>(facts.all());
      derived.removeAll(facts.asserted());
      return derived;
    }
  }

  private static List<Triple> statements(String text) {
    return N3Reader.parse(PREFIXES + text, "http://example.org/").orThrow().statements();
  }
}
