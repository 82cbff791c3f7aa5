package cwm.reasoner.engine;

import static cwm.reasoner.engine.TestTexts.SPREADINGS;
import static cwm.reasoner.engine.TestTexts.assertConclusions;
import static cwm.reasoner.engine.TestTexts.engine;
import static cwm.reasoner.engine.TestTexts.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.partition.Spreading;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What backward rules answer: to whom, how much, and that nothing of it stays in the store.
class BackwardRulesTest {
  @Test
  void ruleThatNobodyAsksAddsNothing() {
    assertConclusions(":a :p :b. { ?x :q ?y } <= { ?x :p ?y }.", "");
  }

  @Test
  void answersAreNotInTheStore() {
    assertConclusions(
        ":a :p :b. { ?x :q ?y } <= { ?x :p ?y }. { ?x :q ?y } => { ?y :r ?x }.", ":b :r :a.");
  }

  @Test
  void leftRecursionEnds() {
    assertConclusions(
        """
        :a :parent :b. :b :parent :c. :c :parent :a.
        { ?x :above ?z } <= { ?x :above ?y. ?y :above ?z }.
        { ?x :above ?y } <= { ?x :parent ?y }.
        { :a :above ?y } => { :a :sees ?y }.
        """,
        ":a :sees :a, :b, :c.");
  }

  @Test
  void whatIsComputedFromTheSubjectIsAskedWithTheSubject() {
    assertConclusions(
        """
        { 0 :factorial 1 } <= true.
        { ?n :factorial ?f } <= {
          ?n math:greaterThan 0. (?n 1) math:difference ?m. ?m :factorial ?g. (?n ?g) math:product ?f }.
        :five :is 5.
        { ?x :factorial ?f. :five :is ?x } => { :five :gives ?f }.
        """,
        ":five :gives 120.");
  }

  @Test
  void derivedRuleOfWhichMoreIsAskedChangesNothingThatWasTested() {
    assertConclusions(
        """
        :c :p :c. :a :link :b. :d :known :c.
        { ?x :bad :yes } <= { ?x :known ?y }.
        { ?x :good ?y. ?x :bad :yes } => { ?x :odd ?y }.
        { ?z :p ?z. ?store log:notIncludes { ?z :bad :yes } } =>
          { { ?i :link ?j } => { ?j :good ?z } }.
        """,
        "{ ?i :link ?j } => { ?j :good :c }. :b :good :c.");
  }

  @Test
  void goalWaitsUntilItKnowsWhatItsRuleNeeds() {
    // Written first, the goal knows nothing; as a function it can only be asked with its subject.
    assertConclusions(
        """
        :c :in 1, 2.
        { ?x :double ?y } <= { (?x 2) math:product ?y }.
        { ?x :double ?y. ?y :marks ?z. :c :in ?x } => { ?x :has ?z }.
        2 :marks :two. 4 :marks :four. 9 :marks :nine.
        """,
        "1 :has :two. 2 :has :four.");
  }

  @Test
  void listThatIsKnownInPartIsAskedWithThatPart() {
    assertConclusions(
        """
        { (?x ?y) :pair ?z } <= { (?x 1) math:sum ?y. (?x ?y) math:sum ?z }.
        { (4 ?next) :pair ?z } => { :next :of4 ?next. :sum :of4 ?z }.
        """,
        ":next :of4 5. :sum :of4 9.");
  }

  @Test
  void factsAnswerToo() {
    assertConclusions(
        """
        :a :q :fact. :b :p :c.
        { ?x :q ?y } <= { ?x :p ?y }.
        { ?x :q ?y } => { ?y :r ?x }.
        { :d :q :forward } <= { :never :is :here }. { :b :p :c } => { :d :q :derived }.
        """,
        ":fact :r :a. :c :r :b. :d :q :derived. :derived :r :d.");
  }

  @Test
  void patternWithAVariablePredicateReadsFactsOnly() {
    assertConclusions(
        ":a :p :b. { ?x :q ?y } <= { ?x :p ?y }. { :a ?p :b. :a :q :b } => { :seen :was ?p }.",
        ":seen :was :p.");
  }

  @Test
  void headMayHaveAVariablePredicate() {
    assertConclusions(
        """
        :near a :Symmetric. :x :near :y.
        { ?o ?p ?s } <= { ?p a :Symmetric. ?s ?p ?o }.
        { :y :near ?z } => { :y :isNear ?z }.
        """,
        ":y :isNear :x.");
  }

  @Test
  void blankNodesOfAHeadAreTheSameForAllWhoAsk() {
    assertConclusions(
        """
        :a a :Person. :b a :Person.
        { ?x :account _:k. _:k a :Account; :owner ?x } <= { ?x a :Person }.
        { :a :account ?k. ?k a :Account. ?k :owner ?o } => { :a :owns ?o }.
        """,
        ":a :owns :a.");
  }

  @Test
  void testOverTheStoreCountsAnswers() {
    assertConclusions(
        """
        :a :parent :b. :a a :P. :b a :P.
        { ?x :hasChild true } <= { ?x :parent ?y }.
        { ?x a :P. ?s log:notIncludes { ?x :hasChild true } } => { ?x a :Childless }.
        { (?x { ?x :hasChild true } ?l) log:collectAllIn ?s } => { :parents :are ?l }.
        """,
        ":b a :Childless. :parents :are (:a).");
  }

  @Test
  void ruleMayTestInTurn() {
    assertConclusions(
        """
        :a :next :b. :b :next :c. :c :next :d. :a a :Open. :c a :Shut.
        { ?x :passable true } <= { ?s log:notIncludes { ?x a :Shut } }.
        { ?x a :Open. ?x :next ?y. ?y :passable true } => { ?y a :Open }.
        """,
        ":b a :Open.");
  }

  @Test
  void whoAsksLaterDoesNotMakeATestWait() {
    // What `:ok` tests for is complete before `:step`; that `:step` asks the same rules is no
    // cycle.
    assertConclusions(
        """
        :a :edge :b. :b :edge :c. :c :bad true.
        { ?x :reach ?y } <= { ?x :edge ?y }.
        { ?x :reach ?z } <= { ?x :edge ?y. ?y :reach ?z }.
        { ?x :ok true } <= { ?x :edge ?any. ?s log:notIncludes { ?x :reach ?y. ?y :bad true } }.
        { ?x :edge ?y. ?x :ok true. ?x :reach ?z } => { ?x :step ?z }.
        { ?x :edge ?y. ?s log:notIncludes { ?x :ok true } } => { ?x :step ?y }.
        { ?x :step ?y. ?y :reach ?z } => { ?y :step ?z }.
        """,
        ":a :step :b. :b :step :c.");
  }

  @Test
  void ruleThatDependsOnItsOwnFailureIsRefused() {
    String text =
        """
        { ?x :win true } <= { ?x :move ?y. ?s log:notIncludes { ?y :win true } }.
        :a :move :b. { :a :win true } => { :first a :Winner }.
        """;
    assertThatThrownBy(() -> engine(text, Spreading.NONE).think())
        .isInstanceOfSatisfying(
            ReasonerException.class, e -> assertThat(e.code()).isEqualTo("NOT_STRATIFIED"))
        .hasMessageContaining("?x :win true } <= {");
  }

  @Test
  void listThatARuleGivesIsTakenApartByFirstAndRest() {
    assertConclusions(
        """
        :a a :Node. { ?x :path (?x) } <= { ?x a :Node }. { :x :items ?l } <= { ?l log:equalTo (4 5) }.
        { ?l rdf:first ?x; rdf:rest (). ?n :path ?l } => { :r :first ?x }.
        { ?l rdf:rest ?r. ?r rdf:first ?t. :x :items ?l } => { :x :second ?t }.
        """,
        ":r :first :a. :x :second 5.");
  }

  @Test
  void scopeThatTheAskerGivesIsAFormula() {
    assertConclusions(
        """
        { ?f :count ?n } <= { (?x { ?x :kind ?k } ?l) log:collectAllIn ?f. ?l list:length ?n }.
        { ?x :kind :auto } <= { ?x :wheels 4 }.
        :d :content { :q :kind :thing. :r :kind :thing. :s :wheels 4 }.
        { ?d :content ?f. ?f :count ?n } => { ?d :count ?n }.
        """,
        ":d :count 2.");
  }

  @Test
  void questionsAboutOneClassAreNoneAboutOthers() {
    assertConclusions(
        """
        :a a :P; :parent :b. :b a :P.
        { ?x a :Parent } <= { ?x :parent ?y }.
        { ?x a :P. ?s log:notIncludes { ?x a :Parent } } => { ?x a :Childless }.
        """,
        ":b a :Childless.");
  }

  @Test
  void veryManyQuestionsAreAnsweredTogether() {
    var program = new StringBuilder("{ ?x a ?c } <= { ?x :kind ?c }. ");
    var expected = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      program.append(":x%1$d :kind :C%1$d. { ?x a :C%1$d } => { ?x :in :D%1$d }. ".formatted(i));
      expected.append(":x%1$d :in :D%1$d. ".formatted(i));
    }
    TestEngine engine = engine(program.toString(), Spreading.NONE);
    engine.think();
    assertThat(engine.holds(statements(expected.toString()))).isTrue();
  }

  @Test
  void blankNodesOfAHeadDoNotShowWhateverItsPredicates() {
    assertConclusions(
        """
        { ?x :has _:b. _:b ?p ?v } <= { ?x :raw (?p ?v) }. :a :raw (:color :red).
        { :a :has ?y } => { :a :ok true }.
        """,
        ":a :ok true.");
  }

  @Test
  void whatIsWrittenFirstGuardsAQuestion() {
    assertConclusions(
        """
        :cfg :max 3. 3 :last true.
        { ?n :f ?x } <= { :cfg :max ?max. ?n math:lessThan ?max. (?n 1) math:sum ?m. ?m :f ?x }.
        { ?n :f :end } <= { :cfg :max ?n }.
        { ?n :g :end } <= { ?n :last true }.
        { ?n :g ?x } <= { ?s log:notIncludes { ?n :last true }. (?n 1) math:sum ?m. ?m :g ?x }.
        { 0 :f ?x. 0 :g ?y } => { :r :is ?x, ?y }.
        """,
        ":r :is :end.");
  }

  @Test
  void whatIsRefusedIsRefusedEachTime() {
    TestEngine engine =
        engine(
            """
            { ?x :win true } <= { ?x :move ?y. ?s log:notIncludes { ?y :win true } }.
            { ?x :win true } => { ?x a :Winner }. { ?x :move ?y } => { ?y :moved ?x }. :a :move :b.
            """,
            Spreading.NONE);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(engine::think).isInstanceOf(ReasonerException.class);
    }
    engine.retract(
        statements("{ ?x :win true } <= { ?x :move ?y. ?s log:notIncludes { ?y :win true } }."));
    engine.think();
    assertThat(engine.holds(statements(":b :moved :a."))).isTrue();
  }

  @Test
  void backwardRuleMayBeDerived() {
    assertConclusions(
        """
        :a :p :b. :p :alias :q.
        { ?p :alias ?q } => { { ?x ?q ?y } <= { ?x ?p ?y } }.
        { ?x :q ?y } => { ?y :r ?x }.
        """,
        "{ ?x :q ?y } <= { ?x :p ?y }. :b :r :a.");
  }

  @Test
  void backwardRuleMayNotComeAfterWhatTestedForIt() {
    String text =
        """
        :a a :P. { ?x a :P. ?s log:notIncludes { ?x :q ?y } } => { ?x :lacks :q }.
        { ?x :lacks :q } => { { ?x :q :late } <= { ?x a :P } }.
        """;
    assertThatThrownBy(() -> engine(text, Spreading.NONE).think())
        .isInstanceOfSatisfying(
            ReasonerException.class, e -> assertThat(e.code()).isEqualTo("NOT_STRATIFIED"))
        .hasMessageContaining("derived during the run");
  }

  @Test
  void ruleThatIsAddedLaterTakesBackWhatWasTested() {
    for (Spreading spreading : SPREADINGS) {
      TestEngine engine =
          engine(
              ":a :p 1; a :P. { ?x a :P. ?s log:notIncludes { ?x :q 1 } } => { ?x :r 1 }.",
              spreading);
      engine.think();
      assertThat(engine.holds(statements(":a :r 1."))).isTrue();
      engine.add(statements("{ ?x :q ?y } <= { ?x :p ?y }."));
      engine.think();
      assertThat(engine.holds(statements(":a :r 1."))).isFalse();
    }
  }

  @Test
  void onePassHasAllAnswers() {
    for (Spreading spreading : SPREADINGS) {
      String text =
          """
          :a :next :b. :b :next :c. :c :next :d.
          { ?x :after ?y } <= { ?y :next ?x }.
          { ?x :after ?z } <= { ?x :after ?y. ?y :after ?z }.
          { ?x :after :a } => { ?x :late true }. { ?x :late true } => { ?x :told true }.
          """;
      TestEngine engine = engine(text, spreading);
      engine.reasoner.pass(new RunContext(Budget.unlimited(), 0));
      Set<Triple> all = new LinkedHashSet<>(statements(text));
      all.addAll(statements(":b :late true. :c :late true. :d :late true."));
      engine.assertClosureOf(new LinkedHashSet<>(statements(text)), all);
      engine.think();
      all.addAll(statements(":b :told true. :c :told true. :d :told true."));
      engine.assertClosureOf(new LinkedHashSet<>(statements(text)), all);
    }
  }
}
