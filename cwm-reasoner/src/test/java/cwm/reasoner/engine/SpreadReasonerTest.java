package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.RandomProgram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What can go wrong between workers, one case each; the same programs run with one worker, too.
class SpreadReasonerTest {
  private static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      """;

  private static Spreading spreading(int workerCount) {
    return new Spreading(workerCount, PartitionStrategy.HASH, 0, Long.MAX_VALUE, 1_000, 100_000);
  }

  private static List<Triple> parse(String text) {
    return N3Reader.parse(PREFIXES + text, "").orThrow().statements();
  }

  private static TestEngine engine(int workerCount, String program) {
    var engine = new TestEngine(spreading(workerCount), new Assembly());
    engine.add(parse(program));
    return engine;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aMirrorThatADerivedRuleNeedsHasWhatTheLastSuperstepFound(int workerCount) {
    String program =
        """
        :a :raw :b . :b :raw :c . :c :raw :d .
        { ?x :raw ?y } => { ?x :p ?y } .
        { ?x :p ?y . ?y :p ?z } :then { ?x :pp ?z } .
        { ?f :then ?g } => { ?f log:implies ?g } .
        """;
    TestEngine engine = engine(workerCount, program);
    engine.think();
    assertThat(engine.holds(parse(":a :pp :c . :b :pp :d ."))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aLimitOfRoundsHoldsForRulesThatWorkersRunTogether(int workerCount) {
    TestEngine engine = engine(workerCount, ":a :next :b . { ?x :next ?y } => { ?y :next [] } .");
    assertThatThrownBy(() -> engine.reasoner.think(Budget.of(7, Long.MAX_VALUE, () -> 0)))
        .isInstanceOf(ReasonerException.class)
        .hasMessageContaining("the limit of 7 rounds is reached; after 7 rounds");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatARuleConcludedThatIsDerivedNoMoreGoes(int workerCount) {
    TestEngine engine =
        engine(
            workerCount,
            """
            :t :is :on . :a :p :b .
            { ?x :broken ?y } => { ?x :off true } .
            { ?x :is :on . ?S log:notIncludes { ?x :off true } } => { { ?a :p ?b } => { ?a :q ?b } } .
            """);
    engine.think();
    assertThat(engine.holds(parse(":a :q :b ."))).isTrue();
    engine.add(parse(":t :broken :today ."));
    engine.think();
    assertThat(engine.holds(parse(":a :q :b ."))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatARunThatWasStoppedWouldHaveDroppedIsDroppedByTheNext(int workerCount) {
    TestEngine engine =
        engine(
            workerCount,
            """
            :a a :T . :b :p :c .
            { ?x :p ?y } => { ?x :q ?y } .
            { ?x a :T . ?S log:notIncludes { ?x :q :z } } => { ?x a :Lone } .
            """);
    engine.think();
    assertThat(engine.holds(parse(":a a :Lone ."))).isTrue();
    engine.add(parse(":a :p :z ."));
    engine.thinkAsFarAs(0);
    engine.think();
    assertThat(engine.holds(parse(":a a :Lone ."))).isFalse();
  }

  @RandomSeeds(300)
  void aRunThatWasStoppedAnywhereLeavesNothingWrong(long seed) {
    var random = new RandomSource(seed);
    List<Triple> statements = random.shuffled(RandomProgram.of(seed).statements());
    for (int workerCount : List.of(1, 2, 3)) {
      var engine = new TestEngine(spreading(workerCount), new Assembly());
      int half = statements.size() / 2;
      engine.add(statements.subList(0, half));
      engine.think();
      engine.add(statements.subList(half, statements.size()));
      for (int rounds : new int[] {1, 2, 0}) {
        engine.thinkAsFarAs(rounds);
      }
      Set<Triple> removed = new LinkedHashSet<>(statements.subList(0, random.below(3)));
      engine.retract(new ArrayList<>(removed));
      engine.think();
      Set<Triple> asserted = new LinkedHashSet<>(statements);
      asserted.removeAll(removed);
      engine.assertClosureOf(asserted);
    }
  }

  /// 16 facts of :q, and from 20 on facts are spread.
  private static final String CHAIN =
      IntStream.range(0, 16)
          .mapToObj(i -> ":n%d :q :n%d .".formatted(i, i + 1))
          .collect(Collectors.joining("\n"));

  /// Each new path has one edge before it: to read those of all workers costs less than to send
  /// what follows as long as workers are few.
  @ParameterizedTest
  @CsvSource({"2, 0, 20", "5, 50, 120"})
  void whatIsNewIsReadByAllWorkersWhereThatCostsLessThanSending(
      int workerCount, int sentMin, int sentMax) {
    TestEngine engine =
        engine(
            workerCount,
            CHAIN
                + """
                { ?x :q ?y } => { ?x :path ?y } .
                { ?x :q ?y . ?y :path ?z } => { ?x :path ?z } .
                """);
    RunCounts counts = engine.think().counts();
    assertThat(counts.instances()).isEqualTo(16 * 17 / 2);
    assertThat(counts.sent()).isBetween((long) sentMin, (long) sentMax);
  }

  private static TestEngine spreadFrom20(int workerCount) {
    return new TestEngine(
        new Spreading(workerCount, PartitionStrategy.HASH, 20, Long.MAX_VALUE, 1_000, 0),
        new Assembly());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatAPassHasFoundIsNewWhenFactsAreSpreadAtTheNextThink(int workerCount) {
    TestEngine engine = spreadFrom20(workerCount);
    List<Triple> program = parse(CHAIN + "{ ?x :q ?y . ?y :q ?z } => { ?x :q ?z } .");
    engine.add(program);
    engine.reasoner.pass(new RunContext(Budget.unlimited(), 0));
    engine.think();
    engine.assertClosureOf(program);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatWasAddedIsNewToLaterStrataWhenAnEarlierOneSpreadsFacts(int workerCount) {
    TestEngine engine = spreadFrom20(workerCount);
    String rules =
        """
        { ?x :q ?y } => { ?y :r ?x } .
        { ?x :p ?y . ?y :p ?z . ?s log:notIncludes { ?x :none ?z } } => { ?x :pp ?z } .
        """;
    List<Triple> first = parse(rules + ":a :p :b . :b :p :c .");
    engine.add(first);
    engine.think();
    List<Triple> second = parse(CHAIN + ":c :p :d .");
    engine.add(second);
    engine.think();
    assertThat(engine.holds(parse(":a :pp :c . :b :pp :d ."))).isTrue();
  }
}
