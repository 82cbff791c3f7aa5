package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules `{ ... } => false`: what they find, and that nobody else sees it.
@ParameterizedClass
@ValueSource(ints = {1, 2, 5})
class FusesTest {
  private static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      """;

  @Parameter int workerCount;

  @Test
  void whatHoldsAndMustNotIsToldInOrder() {
    assertThat(
            inconsistencies(
                """
                :b a :Cat, :Dog . :a a :Cat . :c a :Cat .
                { ?x :is :dog } => { ?x a :Dog } . :a :is :dog .
                { ?x a :Cat, :Dog } => false .
                { ?x a :Bird } => false .
                """))
        .containsExactly(
            "{ :a a :Cat . :a a :Dog } => false", "{ :b a :Cat . :b a :Dog } => false");
  }

  @Test
  void bodyMayAskTestAndCompute() {
    assertThat(
            inconsistencies(
                """
                :a a :Cat . :b a :Dog ; :name "B" .
                { ?x a :Pet } <= { ?x a :Cat } .
                { ?x a :Pet } <= { ?x a :Dog } .
                { ?x a :Pet . ?s log:notIncludes { ?x :name ?n } } => false .
                { ?s ?p [] . ?t log:notIncludes { ?x ?y "C" } . ?s log:rawType log:Literal } => false .
                """))
        .singleElement()
        .asString()
        .startsWith("{ :a a :Pet . ");
  }

  @Test
  void whatMustNotBeWithoutAnyConditionIs() {
    assertThat(inconsistencies("true => false .")).containsExactly("true => false");
  }

  @Test
  void nobodyReadsOrCountsWhatTheyFind() {
    TestEngine engine =
        engine(
            """
            :a a :Cat . { ?x a :Cat } => false .
            { ?s ?p ?o . ?s log:equalTo true } => { :seen :is ?p } .
            { ?x a :Cat . ?s log:notIncludes { true ?p ?f } } => { :all :is :fine } .
            """);
    ThinkReport report = engine.reasoner.think(Budget.unlimited());
    assertThat(report.inconsistencies()).hasSize(1);
    assertThat(report.newFactCount()).isEqualTo(1);
    assertThat(engine.holds(parse(":all :is :fine ."))).isTrue();
  }

  @Test
  void oneMayTestAllThatIsKnown() {
    assertThat(
            inconsistencies(
                """
                :a a :Cat .
                { ?x a :Cat . ?s log:notIncludes { ?any ?p true } } => false .
                { ?x a :Cat . ?s log:notIncludes { true ?p ?f } } => false .
                """))
        .hasSize(2);
  }

  @Test
  void rulesThatAreConcludedCountToo() {
    assertThat(
            inconsistencies(
                ":a a :Cat . :it :is :over . { :it :is :over } => { { ?x a :Cat } => false } ."))
        .containsExactly("{ :a a :Cat } => false");
  }

  @Test
  void oneIsNoMoreWhenItsFactsAreGone() {
    TestEngine engine = engine(":a a :Cat, :Dog . { ?x a :Cat, :Dog } => false .");
    assertThat(engine.reasoner.think(Budget.unlimited()).inconsistencies()).hasSize(1);
    engine.retract(parse(":a a :Dog ."));
    assertThat(engine.reasoner.think(Budget.unlimited()).inconsistencies()).isEmpty();
    engine.add(parse(":a a :Dog ."));
    assertThat(engine.reasoner.think(Budget.unlimited()).inconsistencies()).hasSize(1);
  }

  @Test
  void oneThatOnlyAFormulaHoldsIsOfThatFormula() {
    assertThat(
            inconsistencies(
                ":f :is { :a a :Cat . { ?x a :Cat } => false } . { :f :is ?f . ?f log:conclusion ?c"
                    + " } => { :f :gives ?c } ."))
        .isEmpty();
  }

  private List<String> inconsistencies(String program) {
    return engine(program).reasoner.think(Budget.unlimited()).inconsistencies();
  }

  private TestEngine engine(String program) {
    var spreading =
        new Spreading(workerCount, PartitionStrategy.HASH, 0, Long.MAX_VALUE, 1_000, 100_000);
    var engine = new TestEngine(spreading, new Assembly());
    engine.add(parse(program));
    return engine;
  }

  private static List<Triple> parse(String text) {
    return N3Reader.parse(PREFIXES + text, "").orThrow().statements();
  }
}
