package cwm.reasoner.engine;

import static cwm.reasoner.engine.TestTexts.SPREADINGS;
import static cwm.reasoner.engine.TestTexts.assertConclusions;
import static cwm.reasoner.engine.TestTexts.engine;
import static cwm.reasoner.engine.TestTexts.statements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.reasoner.ReasonerException;
import cwm.reasoner.partition.Spreading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What rules conclude that take one solution, do without, or go one way or the other.
class ChoiceBuiltinsTest {
  // ---------------------------------------------------------------- log:callWithCut

  @Test
  void cutTakesTheFirstSolutionAsStated() {
    // `:z` is the first for each order but that of ids and terms.
    assertConclusions(
        """
        :other :is :m, :b, :z. :a :likes :z. :a :likes :b, :m. :c :likes :m, :b.
        { { :a :likes ?y } log:callWithCut true } => { :a :prefers ?y }.
        { { ?x :likes ?y } log:callWithCut true } => { ?x :leads ?y }.
        """,
        ":a :prefers :z. :a :leads :z.");
  }

  @Test
  void cutTakesTheFirstSolutionForEachRow() {
    assertConclusions(
        """
        :a a :P. :c a :P. :d a :P. :a :likes :z, :b. :c :likes :m, :b.
        { ?x a :P. { ?x :likes ?y } log:callWithCut ?any } => { ?x :prefers ?y }.
        """,
        ":a :prefers :z. :c :prefers :m.");
  }

  @Test
  void cutOfSeveralPatternsGoesByTheFirstPattern() {
    assertConclusions(
        """
        :m :rank 1. :z :rank 2. :a :likes :z, :m. :b :likes :nobody.
        :m :order 1. :z :order 2.
        { { :a :likes ?y. ?y :rank ?n } log:callWithCut true } => { :a :prefers (?y ?n) }.
        { { ?y :order ?n. :a :likes ?y } log:callWithCut true } => { :a :orders (?y ?n) }.
        { { :b :likes ?y. ?y :rank ?n } log:callWithCut true } => { :b :prefers (?y ?n) }.
        """,
        ":a :prefers (:z 2). :a :orders (:m 1).");
  }

  @Test
  void cutTakesTheFirstOfWhatIsNestedInIt() {
    assertConclusions(
        """
        :a :likes :z, :b. :x :is :b, :z.
        { { ?s log:includes { :a :likes ?y } } log:callWithCut true } => { :a :prefers ?y }.
        { { { :a :likes ?y } log:callWithOptional true } log:callWithCut true } => { :a :takes ?y }.
        { { ({ :a :likes ?o } { :a :likes ?y } { :no :no :no }) log:ifThenElseIn ?s }
            log:callWithCut true } => { :a :picks ?y }.
        """,
        ":a :prefers :z. :a :takes :z. :a :picks :z.");
  }

  @Test
  void cutIsAskedOfWhatTheRestOfTheBodyBinds() {
    // Whatever order a plan has: `?y` is known, so the question is whether there is a solution.
    assertConclusions(
        """
        :a :likes :z, :b. :b a :Bird.
        { { :a :likes ?y } log:callWithCut true. ?y a :Bird } => { :a :feeds ?y }.
        """,
        ":a :feeds :b.");
  }

  @Test
  void whatIsComputedOfTheFirstSolutionComesAfterIt() {
    assertConclusions(
        """
        :a :counts 7, 2. 8 :means :eight. 3 :means :three.
        { { :a :counts ?n } log:callWithCut true. (?n 1) math:sum ?m } => { :a :next ?m }.
        { ?n math:greaterThan 5. { :a :counts ?n } log:callWithCut true } => { :a :large ?n }.
        { ?n math:lessThan 5. { :a :counts ?n } log:callWithCut true } => { :a :small ?n }.
        { ?s log:includes { :a :counts ?n }. (?n 1) math:sum ?m } => { :a :all ?m }.
        """,
        ":a :next 8. :a :large 7. :a :all 8, 3.");
  }

  @Test
  void cutSeesWhatRulesConclude() {
    assertConclusions(
        """
        :b :above :c. :a :above :b.
        { ?x :above ?y. ?y :above ?z } => { ?x :above ?z }.
        { { ?x :above :c } log:callWithCut true } => { :first :is ?x }.
        { { ?x :under :c } log:callWithCut true } => { :none :is ?x }.
        """,
        ":a :above :c. :first :is :b.");
  }

  // ---------------------------------------------------------------- log:callWithOptional

  @Test
  void optionalGivesAllSolutions() {
    assertConclusions(
        """
        :a a :P. :a :email 1, 2.
        { ?x a :P. { ?x :email ?y } log:callWithOptional true } => { ?x :reachable ?y }.
        """,
        ":a :reachable 1, 2.");
  }

  @Test
  void optionalWithoutSolutionLeavesTheVariable() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :email 1.
        { ?x a :P. { ?x :email ?y. ?y :q ?z } log:callWithOptional _:any } => { ?x :has (?y ?z) }.
        { ?x a :P. { ?x :email ?y } log:callWithOptional true } => { ?x :card { ?x :mail ?y } }.
        { ?x a :P. { ?x :email _:y } log:callWithOptional true } => { ?x :done true }.
        """,
        """
        :a :has (?y ?z). :b :has (?y ?z). :a :card { :a :mail 1 }. :b :card { :b :mail ?y }.
        :a :done true. :b :done true.
        """);
  }

  @Test
  void optionalAlreadyKnownIsNoCondition() {
    // `:knows` binds `?y` before, in each plan; so the optional has nothing to say.
    assertConclusions(
        """
        :a :p :x1. :b :p :x2. :x1 :q :y1. :y1 :r :z1. :y2 :r :z2.
        { ?a :p ?x. { ?x :q ?y } log:callWithOptional true. ?y :r ?z } => { ?a :all (?y ?z) }.
        """,
        ":a :all (:y1 :z1), (:y2 :z2). :b :all (:y1 :z1), (:y2 :z2).");
  }

  @Test
  void optionalMayFollowAnother() {
    // What has no value finds nothing.
    assertConclusions(
        """
        :a a :P. :b a :P. :a :boss :c. :c :phone 5.
        { ?x a :P. { ?y :phone ?n } log:callWithOptional true. { ?x :boss ?y } log:callWithCut true }
            => { ?x :cut (?y ?n) }.
        { ?x a :P. { ?x :boss ?y } log:callWithOptional true. ?s log:notIncludes { ?y :phone ?n } }
            => { ?x :lacks true }.
        """,
        ":a :cut (:c 5). :b :lacks true.");
  }

  @Test
  void optionalCountsInSkolemTermsToo() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :email 1.
        { ?x a :P. { ?x :email ?y } log:callWithOptional true } => { ?x :card _:c. _:c :mail ?y }.
        """,
        ":a :card _:1. _:1 :mail 1. :b :card _:2. _:2 :mail ?y.");
  }

  @Test
  void optionalIsDecidedAnewWhenMoreIsKnown() {
    for (Spreading spreading : SPREADINGS) {
      TestEngine engine =
          engine(
              ":a a :P. { ?x a :P. { ?x :p ?y } log:callWithOptional true } => { ?x :q ?y }.",
              spreading);
      engine.think();
      assertThat(engine.holds(statements(":a :q ?y."))).isTrue();
      engine.add(statements(":a :p 1."));
      engine.think();
      assertThat(engine.holds(statements(":a :q 1."))).isTrue();
      assertThat(engine.holds(statements(":a :q ?y."))).isFalse();
    }
  }

  // ---------------------------------------------------------------- log:ifThenElseIn

  @Test
  void conditionDecidesWhichFormulaCounts() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :email 7, 3. 7 :at :x, :y. 3 :at :z. :b :street :s, :t.
        { ?x a :P. ({ ?x :email ?e } { ?e :at ?w } { ?x :street ?w }) log:ifThenElseIn ?scope }
            => { ?x :reached (?e ?w) }.
        """,
        ":a :reached (7 :x), (7 :y). :b :reached (?e :s), (?e :t).");
  }

  @Test
  void conditionThatHoldsRulesOutTheOtherFormula() {
    assertConclusions(
        """
        :a a :P. :a :email 7. :a :street :s.
        { ?x a :P. ({ ?x :email ?e } { ?e :at ?w } { ?x :street ?w }) log:ifThenElseIn ?scope }
            => { ?x :reached (?e ?w) }.
        { ?x a :P. ({ ?x :fax ?e } true { ?x :telex ?w }) log:ifThenElseIn ?scope } => { ?x :wired true }.
        { ?x a :P. ({ ?x :fax ?e } { ?e :at ?w } true) log:ifThenElseIn ?scope } => { ?x :got (?e ?w) }.
        """,
        ":a :got (?e ?w).");
  }

  @Test
  void otherFormulaKnowsNothingOfTheCondition() {
    assertConclusions(
        """
        :a a :P. :m :in :n. :n :in :k.
        { ?x a :P. ({ ?y :in :nowhere } true { ?y :in ?z }) log:ifThenElseIn _:scope }
            => { ?x :pairs (?y ?z) }.
        """,
        ":a :pairs (:m :n), (:n :k).");
  }

  @Test
  void conditionMayBeAskedOfAFormula() {
    assertConclusions(
        """
        :a :says { :b :p 1, 2 . 1 :q :one }. :c :says { :d :p 3 }. 3 :q :three.
        { ?x :says ?f. ({ ?y :p ?n. ?n math:lessThan 3 } { ?n :q ?z } { ?y :p ?n }) log:ifThenElseIn ?f }
            => { ?x :told (?y ?n ?z) }.
        """,
        ":a :told (:b 1 :one). :c :told (:d 3 ?z).");
  }

  // ---------------------------------------------------------------- log:bound

  @Test
  void boundTellsWhatHasAValue() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :email 1.
        { ?y log:bound true. ?x a :P. { ?x :email ?y } log:callWithOptional true }
            => { ?x :reachable true }.
        { ?x a :P. { ?x :email ?y } log:callWithOptional true. ?s log:notIncludes { ?y log:bound ?any } }
            => { ?x :unreachable true }.
        { ?x a :P. { ?x :email ?y } log:callWithOptional true.
          ({ ?y log:bound _:b } { ?z log:equalTo "yes" } { ?z log:equalTo "no" }) log:ifThenElseIn ?s }
            => { ?x :answers ?z }.
        """,
        """
        :a :reachable true. :b :unreachable true. :a :answers "yes". :b :answers "no".
        """);
  }

  @Test
  void whatNothingBindsIsNotBound() {
    assertConclusions(
        """
        :a a :P.
        { ?x a :P. ?y log:bound true } => { ?x :wrong ?y }.
        { ?x a :P. (?x 1) log:bound ?any. ?any :is ?used } => { ?x :wrong ?any }.
        { ?x a :P. (?x 1) log:bound ?x. { ?y :p 1 } log:bound 5 } => { ?x :wrong 2 }.
        { ?x a :P. (?x 1) log:bound ?any. { ?x :p 1 } log:bound _:b } => { ?x :right (?any) }.
        """,
        ":a :right (?any).");
  }

  // ---------------------------------------------------------------- backward rules

  @Test
  void backwardRulesAnswerInThem() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :mail 7, 3. :b :street :s.
        { ?x :email ?y } <= { ?x :mail ?z. (?z 1) math:sum ?y }.
        { ?y :half ?z } <= { (?y 2) math:quotient ?z }.
        { ?x :place ?y } <= { ?x :street ?y }.
        { ?x a :P. { ?x :email ?y } log:callWithCut true } => { ?x :cut ?y }.
        { ?x a :P. { ?x :email ?y. ?y :half ?z } log:callWithOptional true } => { ?x :opt (?y ?z) }.
        { ?x a :P. ({ ?x :email ?y } { ?y :half ?z } { ?x :place ?z }) log:ifThenElseIn ?s }
            => { ?x :if ?z }.
        """,
        """
        :a :opt (8 4), (4 2). :b :opt (?y ?z). :a :if 2. :b :if :s. :a :cut 4.
        """);
  }

  @Test
  void backwardRulesMayUseThem() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :likes :z, :b.
        { ?x :favourite ?y } <= { { ?x :likes ?y } log:callWithCut true }.
        { ?x :any ?y } <= { { ?x :likes ?y } log:callWithOptional true }.
        { ?x :way ?y } <= { ({ ?x :likes ?z } { ?y log:equalTo :yes } { ?y log:equalTo :no })
            log:ifThenElseIn ?s }.
        { ?x :known ?y } <= { ?x :any ?y. ?y log:bound true }.
        { ?x a :P. ?x :favourite ?y } => { ?x :f ?y }.
        { ?x a :P. ?x :known ?y } => { ?x :k ?y }.
        { ?x a :P. ?x :way ?y } => { ?x :w ?y }.
        """,
        ":a :f :z. :a :k :z, :b. :a :w :yes. :b :w :no.");
  }

  @Test
  void goalMayBeAskedAboutAFirstSolution() {
    // What is asked depends on both tests: `?y` chooses the `?n` of the second.
    assertConclusions(
        """
        :a a :P. :a :boss :c. :d :phone 5. :c :phone 6, 9.
        { ?n :twice ?m } <= { (?n 2) math:product ?m }.
        { ?x a :P. { ?x :boss ?y } log:callWithOptional true. { ?y :phone ?n } log:callWithCut true.
          (?n 1) math:sum ?k. ?k :twice ?m } => { ?x :has ?m }.
        """,
        ":a :has 14.");
  }

  @Test
  void goalMayNeedWhatIsChosen() {
    // Others ask about 9 and 2 too; what they are told is not chosen from.
    assertConclusions(
        """
        :a a :P. :b a :P. :a :likes 7, 9. :b :likes 2. :b :hates 1.
        { ?n :twice ?m } <= { (?n 2) math:product ?m }.
        { ?x :likes ?n. ?n :twice ?m } => { ?n :twiceIs ?m }.
        { ?x a :P. { ?x :likes ?n } log:callWithCut true. ?n :twice ?m } => { ?x :cut ?m }.
        { ?x a :P. { ?x :hates ?n } log:callWithOptional true. ?n :twice ?m } => { ?x :opt ?m }.
        { ?x a :P. ({ ?x :hates ?h } { ?x :hates ?n } { ?x :likes ?n }) log:ifThenElseIn ?s.
          ?n :twice ?m } => { ?x :if (?m ?h) }.
        { ?x a :P. ?s log:includes { ?x :hates ?n }. ?n :twice ?m } => { ?x :inc ?m }.
        """,
        """
        7 :twiceIs 14. 9 :twiceIs 18. 2 :twiceIs 4. :a :cut 14. :b :cut 4. :b :opt 2. :b :inc 2.
        :b :if (2 1). :a :if (14 ?h), (18 ?h).
        """);
  }

  @Test
  void goalMayNeedWhatIsChosenBesideItInAPattern() {
    assertConclusions(
        """
        :a a :P. :b a :P. :a :likes 7, 9.
        { ?n :twice ?m } <= { (?n 2) math:product ?m }.
        { ?x a :P. (?m { { ?x :likes ?n } log:callWithCut true. ?n :twice ?m } ?l) log:collectAllIn ?s }
            => { ?x :twices ?l }.
        { ?x :first ?m } <= { { ?x :likes ?n } log:callWithCut true. ?n :twice ?m }.
        { ?x a :P. ?x :first ?m } => { ?x :f ?m }.
        """,
        ":a :twices (14). :b :twices (). :a :f 14.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ ?x a :P. { ?x :p ?y } log:callWithOptional true } => { ?x :p ?y }.",
        "{ ?x a :P. { ?x :p ?y } log:callWithCut true } => { :b :p ?y }.",
        "{ ?x a :P. ({ ?x :q 1 } { ?x :r 1 } { ?x :p ?y }) log:ifThenElseIn ?s } => { ?x :p 1 }."
      })
  void ruleThatDependsOnItsOwnChoiceIsRefused(String rule) {
    assertThatThrownBy(() -> engine(":a a :P. " + rule, Spreading.NONE).think())
        .isInstanceOfSatisfying(
            ReasonerException.class, e -> assertThat(e.code()).isEqualTo("NOT_STRATIFIED"))
        .hasMessageContaining("{ ?x a :P . ");
  }
}
