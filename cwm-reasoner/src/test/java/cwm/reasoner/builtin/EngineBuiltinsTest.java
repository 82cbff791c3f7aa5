package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.reasoner.Budget;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.rule.ScopedBuiltins;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the table tells people of the builtins that the engine computes is true.
class EngineBuiltinsTest {
  private static final String HOLDS = "http://example.org/#holds";

  /// Those that are computed: what a run prints for `log:query` is shown where runs print.
  static List<Description> descriptions() {
    return EngineBuiltins.ALL.stream()
        .filter(description -> !description.iri().equals(Log.QUERY.value()))
        .toList();
  }

  @Test
  void eachIsDescribed() {
    assertThat(Builtins.standard().descriptions())
        .extracting(Description::iri)
        .containsAll(ScopedBuiltins.predicates());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("descriptions")
  void exampleHolds(Description description) {
    var store = new PartitionedStore(new TermDictionary(), Spreading.NONE);
    String rule =
        BuiltinCase.PREFIXES + "{ " + description.example() + " } => { :it :holds true } .";
    new N3Reader(store.dictionary(), Syntax.N3)
        .read(Source.ofString("rule.n3", rule), "http://example.org/rule.n3", store::assertFact)
        .orThrow();
    new Reasoner(store, Builtins.standard()).think(Budget.unlimited());
    assertThat(store.tables(store.dictionary().find(new Iri(HOLDS))))
        .as(description.example())
        .isNotEmpty();
  }
}
