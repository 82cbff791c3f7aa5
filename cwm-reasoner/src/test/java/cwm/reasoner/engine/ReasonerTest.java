package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionedStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReasonerTest {
  private static final String BASE = "http://example.org/";
  private static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      @prefix list: <http://www.w3.org/2000/10/swap/list#> .
      @prefix math: <http://www.w3.org/2000/10/swap/math#> .
      @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
      @prefix time: <http://www.w3.org/2000/10/swap/time#> .
      """;

  private final TermDictionary dictionary = new TermDictionary();
  private final FactStore store = new FactStore(dictionary);
  private final PartitionedStore facts = new PartitionedStore(store);
  private final Reasoner reasoner = new Reasoner(facts, Builtins.standard());

  @Test
  void listPatternWithOneVariableTwiceWantsEqualMembers() {
    assertConclusions(
        "(1 1) :p :a. (1 2) :p :b. { (?x ?x) :p ?y } => { ?y :twice ?x }.", ":a :twice 1.");
  }

  @Test
  void nestedListPatternIsTakenApart() {
    assertConclusions("(1 (2 3)) :p :a. { (?x (?y 3)) :p :a } => { ?x :q ?y }.", "1 :q 2.");
  }

  @Test
  void predicateMayBeAVariableThatStandsTwice() {
    assertConclusions(":p :p :a. :q :p :a. { ?x ?x ?y } => { ?x :own ?y }.", ":p :own :a.");
  }

  @Test
  void formulaPatternBindsVariablesOfTheRule() {
    assertConclusions(
        ":juno :says { :mars :fights :eris }. { ?w :says { ?x :fights ?y } } => { ?x :named ?w }.",
        ":mars :named :juno.");
  }

  @Test
  void blankNodesOfAFormulaPatternMatchThoseOfTheFormula() {
    assertConclusions(
        ":a :says { _:x :p _:y . _:y :p :c }. { ?w :says { _:u :p _:v . _:v :p ?z } } => { ?w :ends"
            + " ?z }.",
        ":a :ends :c.");
  }

  @Test
  void formulaInAHeadTakesTheValuesOfTheBody() {
    assertConclusions(
        ":a :p :b. { ?x :p ?y } => { ?x :says { ?y :of ?x . ?z :free ?x } }.",
        ":a :says { :b :of :a . ?z :free :a }.");
  }

  @Test
  void blankNodeInAHeadDependsOnTheVariablesOfTheHeadOnly() {
    assertConclusions(
        ":a :knows :b, :c. { ?x :knows ?y } => { ?x :has [ a :Account ] }.",
        ":a :has [ a :Account ].");
  }

  @Test
  void rdfFirstMatchesListsAndFactsAlike() {
    assertConclusions(
        ":l1 :is (7 8). :l2 :is :cell. :cell rdf:first 9. { ?l :is ?c. ?c rdf:first ?x } => { ?l"
            + " :starts ?x }.",
        ":l1 :starts 7. :l2 :starts 9.");
  }

  @Test
  void ruleWithoutPatternsFiresOnce() {
    assertConclusions(
        "{ (1 2) math:sum ?x } => { :sum :is ?x }. {} => { :a :b :c }.", ":sum :is 3. :a :b :c.");
  }

  @Test
  void builtinWaitsForPatternsThatBindWhatItNeeds() {
    assertConclusions(
        ":a :n 5. { ?x math:greaterThan 3 . :a :n ?x } => { :a :large ?x }.", ":a :large 5.");
  }

  @Test
  void derivedRulesRun() {
    assertConclusions(
        ":p a :Symmetric. :a :p :b. { ?q a :Symmetric } => { { ?x ?q ?y } => { ?y ?q ?x } }.",
        ":b :p :a. { ?x :p ?y } => { ?y :p ?x }.");
  }

  @Test
  void headVariableAssertsTheFormulaItIsBoundTo() {
    assertConclusions(":s :p { :a :b :c }. { :s :p ?f } => ?f.", ":a :b :c.");
  }

  @Test
  void negationSeesWhatLowerStrataDerive() {
    assertConclusions(
        """
        :a a :P. :b a :P, :Q.
        { ?x a :P. ?S log:notIncludes { ?x a :R } } => { ?x a :T }.
        { ?x a :Q } => { ?x a :R }.
        """,
        ":b a :R. :a a :T.");
  }

  @Test
  void collectedListIsInOrderOfTheDocument() {
    assertConclusions(
        ":z :p 3. :a :p 1. :m :p 2. { (?v { ?x :p ?v } ?l) log:collectAllIn ?S } => { :all :are ?l"
            + " }.",
        ":all :are (3 1 2).");
  }

  @Test
  void forAllInWantsEverySolutionToPass() {
    assertConclusions(
        """
        :c :part :x, :y. :d :part :y, :z. :x :ok true. :y :ok true.
        { ?c :part ?any. ({ ?c :part ?p } { ?p :ok true }) log:forAllIn ?S } => { ?c :done true }.
        """,
        ":c :done true.");
  }

  @Test
  void timeIsThatOfTheRunForAllThatRulesConclude() {
    load(":a :p 1. { ?x :p ?y . \"%S\" time:gmTime ?t } => { ?x :at ?t }.");
    load("{ ?x :at ?t . ?f log:notIncludes { ?x :at \"02\" } } => { ?x :is :early }.");
    thinkAt(1_000);
    assertThat(graph(derived())).isEqualTo(parse(":a :at \"01\". :a :is :early."));
    load(":b :p 2.");
    thinkAt(1_000);
    assertThat(graph(derived()))
        .isEqualTo(parse(":a :at \"01\". :a :is :early. :b :at \"01\". :b :is :early."));
    thinkAt(2_999);
    assertThat(graph(derived())).isEqualTo(parse(":a :at \"02\". :b :at \"02\"."));
  }

  private void thinkAt(long nowMillis) {
    reasoner.think(new RunContext(Budget.unlimited(), nowMillis));
  }

  @Test
  void includesLooksIntoAFormula() {
    assertConclusions(
        ":d :says { :a :p 1 . :b :p 2 }. { :d :says ?f. ?f log:includes { ?x :p 2 } } => { :found"
            + " :is ?x }.",
        ":found :is :b.");
  }

  @Test
  void ruleThatTestsWhatItConcludesIsRefused() {
    assertThatThrownBy(
            () -> think(":a a :P. { ?x a :P. ?S log:notIncludes { ?x a :R } } => { ?x a :R }."))
        .isInstanceOf(ReasonerException.class)
        .hasMessageContaining("{ ?x a :P . ?S log:notIncludes { ?x a :R } } => { ?x a :R }")
        .extracting("code")
        .isEqualTo("NOT_STRATIFIED");
  }

  @Test
  void derivedRuleThatFeedsAClosedStratumIsRefused() {
    assertThatThrownBy(
            () ->
                think(
                    """
                    :a a :P.
                    { ?x a :P. ?S log:notIncludes { ?x a :R } } => { ?x a :Q }.
                    { ?x a :Q } => { { ?y a :P } => { ?y a :R } }.
                    """))
        .isInstanceOf(ReasonerException.class)
        .hasMessageContaining("{ ?y a :P } => { ?y a :R }")
        .hasMessageContaining("=> { ?x a :Q }");
  }

  @Test
  void ruleAddedLaterMovesWhatWasConcludedWithoutIt() {
    think(":a a :P. { ?x a :P. ?S log:notIncludes { ?x a :R } } => { ?x a :Q }.");
    assertThat(graph(derived())).isEqualTo(parse(":a a :Q."));
    think("{ ?y a :P } => { ?y a :R }.");
    assertThat(graph(derived())).isEqualTo(parse(":a a :R."));
  }

  @Test
  void factThatWasDerivedAndIsThenAssertedStaysWhenItsReasonGoes() {
    think(":a :p :b. { ?x :p ?y } => { ?y :q ?x }.");
    think(":b :q :a.");
    var removed = new TripleList();
    removed.accept(id(":a"), id(":p"), id(":b"));
    assertThat(store.retract(removed)).isEqualTo(1);
    reasoner.factsRetracted();
    reasoner.think(Budget.unlimited());
    assertThat(store.contains(id(":b"), id(":q"), id(":a"))).isTrue();
    assertThat(store.derivedOnlyCount()).isZero();
  }

  @Test
  void exhaustedBudgetLeavesTheLastWholeRoundAndCanGoOn() {
    load(":n :is 0. { ?n :is ?i. (?i 1) math:sum ?j. ?j math:lessThan 10 } => { ?n :is ?j }.");
    assertThatThrownBy(() -> reasoner.think(Budget.of(3, Long.MAX_VALUE, () -> 0)))
        .isInstanceOf(ReasonerException.class)
        .hasMessageContaining("after 3 rounds")
        .extracting("code")
        .isEqualTo("BUDGET_EXHAUSTED");
    assertThat(store.derivedOnlyCount()).isEqualTo(3);
    reasoner.think(Budget.unlimited());
    assertThat(store.derivedOnlyCount()).isEqualTo(9);
  }

  @Test
  void timeThatIsUpEndsARoundAndTheRoundIsRunAgain() {
    load(":n :is 0. { ?n :is ?i. (?i 1) math:sum ?j. ?j math:lessThan 500 } => { ?n :is ?j }.");
    long[] now = {0};
    assertThatThrownBy(() -> reasoner.think(Budget.of(Long.MAX_VALUE, 2, () -> now[0]++)))
        .isInstanceOf(ReasonerException.class)
        .hasMessageContaining("time limit");
    reasoner.think(Budget.unlimited());
    assertThat(store.derivedOnlyCount()).isEqualTo(499);
  }

  @Test
  void formulaThatQuotesARuleKeepsItsVariables() {
    assertConclusions(
        """
        { { :felix a :Cat. { ?x a :Cat } => { ?x :says "Meow" } } log:conclusion ?f.
          ?f log:includes { :felix :says ?what } } => { :it :was ?what }.
        """,
        ":it :was \"Meow\".");
  }

  @Test
  void numbersOfFactsAreComparedByValue() {
    assertConclusions(
        """
        :x :v 1. :y :w 1.0. :price :is 5.00.
        { :price :is ?p. ?p math:equalTo 5 } => { :price :five true }.
        { :x :v ?a. :y :w ?b. ?a math:equalTo ?b } => { :x :same :y }.
        { :y :w ?b. (4 ?b) math:difference 3 } => { :y :less 4 }.
        { :x :v ?a. :y :w ?b. ?a math:negation ?n. ?b math:negation ?m. ?n math:equalTo ?m } => { :x :n :y }.
        { ?n math:equalTo 7 } => { :n :is ?n }.
        """,
        ":price :five true. :x :same :y. :y :less 4. :x :n :y. :n :is 7.");
  }

  @Test
  void scopeOfANumberIsTheStore() {
    assertConclusions(
        "{ (?x { :a :v ?x } ?l) log:collectAllIn 1. 1 log:notIncludes { :a :w ?y } } => { :l :is ?l"
            + " }. :a :v 1.",
        ":l :is (1).");
  }

  @Test
  void quotedRuleMayNameItsVariablesAsTheRuleAroundItDoes() {
    assertConclusions(
        """
        { { :a :b 1 . { :a :b ?x } => { :a :c ?x } } log:conclusion ?c .
          ?c log:includes { :a :c ?x } } => { :r :is ?x } .
        """,
        ":r :is 1.");
  }

  @Test
  void closureOfAFormulaIsItsOwn() {
    assertConclusions(
        """
        :a :p :b. { ?x :p ?y } => { ?y :q ?x }.
        :it :states { :c :p :d. { ?x :p ?y } <= { ?y :r ?x }. :e :r :f. { :f :p ?z } => { ?z :s 1 } }.
        { :it :states ?f. ?f log:inferences ?c } => { :it :gives ?c }.
        """,
        ":b :q :a. :it :gives { :e :s 1 }.");
  }

  @Test
  void closuresThatAskForThemselvesEnd() {
    String tower = ":x :y :z";
    for (int i = 0; i < 20; i++) {
      tower = "{ {" + tower + "} log:conclusion ?f" + i + " } => { :n :is ?f" + i + " }";
    }
    load(tower + ".");
    assertThat(reasoner.think(Budget.unlimited()).warnings())
        .singleElement()
        .asString()
        .contains("goes no more than 16 deep");
  }

  @Test
  void formulaWhoseRulesCannotRunHasNoClosure() {
    load(
        """
        :d :f { { ?s log:notIncludes { :a :win 1 } } => { :a :win 1 } }. :other :fine 1.
        { :d :f ?f. ?f log:conclusion ?c } => { :d :ok ?c }. { :other :fine ?x } => { :r :is ?x }.
        """);
    ThinkReport report = reasoner.think(Budget.unlimited());
    assertThat(report.warnings()).singleElement().asString().contains("has no log:conclusion: ");
    assertThat(graph(derived())).isEqualTo(parse(":r :is 1."));
  }

  @Test
  void closureOfAFormulaThatAsksForTheTimeIsThatOfTheRun() {
    load(
        """
        { { { "%S" time:gmTime ?t } => { :now :is ?t } } log:conclusion ?c.
          ?c log:includes { :now :is ?now } } => { :r :is ?now }.
        """);
    reasoner.think(new RunContext(Budget.unlimited(), 1_000));
    assertThat(graph(derived())).isEqualTo(parse(":r :is \"01\"."));
    reasoner.think(new RunContext(Budget.unlimited(), 7_000));
    assertThat(graph(derived())).isEqualTo(parse(":r :is \"07\"."));
  }

  @Test
  void givenRulesRunInPlaceOfThoseThatFactsState() {
    load(":a :p :b. { ?x :p ?y } => { ?x :wrong ?y }.");
    List<Triple> given =
        rules("{ ?x :p ?y } => { ?y :q ?x }. { ?x :q ?y } => { { ?z :q ?w } => { ?z :no ?w } }.");
    Reasoner.ofRules(facts, Builtins.standard(), given).think(Budget.unlimited());
    assertThat(graph(derived())).isEqualTo(parse(":b :q :a. { ?z :q ?w } => { ?z :no ?w }."));
  }

  @Test
  void onePassOfGivenRulesReadsNothingThatItConcludes() {
    load(":a :p :b. :b :p :c.");
    List<Triple> given =
        rules("{ ?x :p ?y. ?store log:notIncludes { ?z a :Chosen } } => { ?x a :Chosen }.");
    Reasoner reasoning = Reasoner.ofRules(facts, Builtins.standard(), given);
    reasoning.pass(new RunContext(Budget.unlimited(), 0));
    assertThat(graph(derived())).isEqualTo(parse(":a a :Chosen. :b a :Chosen."));
  }

  private static List<Triple> rules(String text) {
    return N3Reader.parse(PREFIXES + text, BASE).orThrow().statements();
  }

  private void assertConclusions(String program, String expected) {
    think(program);
    assertThat(graph(derived())).isEqualTo(parse(expected));
  }

  private void think(String program) {
    load(program);
    reasoner.think(Budget.unlimited());
  }

  private void load(String program) {
    new N3Reader(dictionary, Syntax.N3)
        .read(Source.ofString("test", PREFIXES + program), BASE, facts::assertFact)
        .orThrow();
  }

  private int id(String name) {
    Triple statement =
        N3Reader.parse(PREFIXES + name + " :p :o .", BASE).orThrow().statements().getFirst();
    return dictionary.intern(statement.subject());
  }

  private Set<Triple> derived() {
    Set<Triple> derived = new LinkedHashSet<>();
    for (FactTable table : store.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (!table.isAsserted(row)) {
          derived.add(dictionary.triple(table.subject(row), table.predicate(), table.object(row)));
        }
      }
    }
    return derived;
  }

  private static Formula parse(String text) {
    return graph(new LinkedHashSet<>(N3Reader.parse(PREFIXES + text, BASE).orThrow().statements()));
  }

  /// The statements as a formula that binds their blank nodes, so that equality is isomorphism.
  private static Formula graph(Set<Triple> statements) {
    List<Term> nodes =
        Formula.of(statements, Set.of()).freeSymbols().stream()
            .filter(BlankNode.class::isInstance)
            .toList();
    return Formula.of(statements, nodes);
  }
}
