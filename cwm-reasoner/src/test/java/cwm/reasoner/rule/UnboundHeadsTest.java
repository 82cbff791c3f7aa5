package cwm.reasoner.rule;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnboundHeadsTest {
  private static final String PREFIXES =
      """
      @prefix : <http://example.org/> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      """;

  @Test
  void variableAndRuleAreNamed() {
    assertThat(warning("{ ?x :p ?y } => { ?x :q ?z }"))
        .contains(
            "nothing gives ?z a value in { ?x :p ?y } => { ?x :q ?z }: the body does not mention"
                + " it");
    assertThat(warning("{ } => { ?s ?p (1 (?o)) }"))
        .hasValueSatisfying(
            text -> assertThat(text).contains("?s, ?p, ?o").endsWith("mention them"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ ?x :p ?y } => { ?x :q [ :r ?y ] }",
        "{ :a :p (?x (?y)) } => { ?x :q ?y }",
        "{ ?f log:includes { ?x :p 1 } . :a :b ?f } => { ?x :q 1 }",
        "{ ?x :p 1 } => { { ?u :q ?x } => { ?u :r ?v } }",
        "{ :a :p ?f } => ?f",
        "{ :a :p 1 } => { @forAll :z . :z :q 1 }",
        "{ ?x :q ?z } <= { ?x :p 1 }",
        "{ ?x :p ?y } log:query { ?x :q ?z }",
        ":a => { ?x :q ?z }"
      })
  void nothingIsSaidOfOthers(String statement) {
    assertThat(warning(statement)).isEmpty();
  }

  @Test
  void headThatIsAVariableCountsToo() {
    assertThat(warning("{ :a :p ?f } => ?g")).hasValueSatisfying(t -> assertThat(t).contains("?g"));
  }

  @Test
  void eachRuleIsToldOfOnceAndNotTooManyAre() {
    var store = new PartitionedStore(new TermDictionary(), Spreading.NONE);
    var reasoner = new Reasoner(store, Builtins.standard());
    state(store, "{ :a :p 1 } => { :a :q ?x } . :a :p 1 .");
    assertThat(reasoner.think(Budget.unlimited()).warnings()).hasSize(1);
    assertThat(store.factCount()).isEqualTo(3);
    state(store, "{ :a :p 2 } => { :a :q ?y } .");
    assertThat(reasoner.think(Budget.unlimited()).warnings())
        .singleElement()
        .asString()
        .contains("?y");
    for (int i = 0; i < 30; i++) {
      state(store, "{ :a :p " + i + " } => { :a :r ?z } .");
    }
    assertThat(reasoner.think(Budget.unlimited()).warnings()).hasSize(8);
    assertThat(reasoner.think(Budget.unlimited()).warnings()).isEmpty();
  }

  private static void state(PartitionedStore store, String n3) {
    for (Triple statement : parse(n3)) {
      TermDictionary terms = store.dictionary();
      store.assertFact(
          terms.intern(statement.subject()),
          terms.intern(statement.predicate()),
          terms.intern(statement.object()));
    }
  }

  private static Optional<String> warning(String statement) {
    return UnboundHeads.warning(parse(statement + " .").getFirst());
  }

  private static List<Triple> parse(String n3) {
    return N3Reader.parse(PREFIXES + n3, "http://example.org/").orThrow().statements();
  }
}
