package cwm.reasoner.suite;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.GoldenProgram;
import cwm.reasoner.testing.TestFacts;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs in the styles people use, with one worker and with three of each strategy.
class ProgramsTest {
  static Stream<Arguments> runs() {
    return GoldenProgram.withEach(ReasonerSuiteTest.SPREADINGS);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void derivesWhatFollowsAndNothingElse(GoldenProgram program, Spreading spreading) {
    program.check(statements -> derived(statements, spreading));
  }

  private static Set<Triple> derived(List<Triple> statements, Spreading spreading) {
    var dictionary = new TermDictionary();
    var store = new PartitionedStore(dictionary, spreading);
    store.startDocument();
    statements.forEach(statement -> dictionary.intern(statement, store::assertFact));
    new Reasoner(store, Builtins.standard()).think(Budget.unlimited());
    return TestFacts.of(List.of(store)).derivedOnly();
  }
}
