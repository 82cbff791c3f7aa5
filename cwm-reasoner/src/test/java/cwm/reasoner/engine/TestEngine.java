package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A reasoner over a store that is filled with term objects.
final class TestEngine {
  final Reasoner reasoner;
  private final TermDictionary dictionary = new TermDictionary();
  private final PartitionedStore store;

  /// One worker.
  TestEngine() {
    this(Spreading.NONE, new Assembly());
  }

  TestEngine(Spreading spreading, Assembly assembly) {
    store = new PartitionedStore(dictionary, spreading);
    reasoner = new Reasoner(store, Builtins.standard(), assembly);
  }

  /// The open generation of the one worker.
  int generation() {
    return store.stores().getFirst().generation();
  }

  void add(Collection<Triple> statements) {
    statements.forEach(statement -> dictionary.intern(statement, store::assertFact));
  }

  void retract(List<Triple> statements) {
    TripleList removed = TripleList.of(dictionary, statements);
    store.retract(removed);
    reasoner.factsRetracted();
  }

  ThinkReport think() {
    return reasoner.think(Budget.unlimited());
  }

  /// Thinks for a number of rounds at most.
  void thinkAsFarAs(int rounds) {
    try {
      reasoner.think(Budget.of(rounds, Long.MAX_VALUE, () -> 0));
    } catch (ReasonerException e) {
      assertThat(e.code()).isEqualTo("BUDGET_EXHAUSTED");
    }
  }

  boolean holds(List<Triple> statements) {
    return facts().all().containsAll(statements);
  }

  void assertClosureOf(Iterable<Triple> statements) {
    Set<Triple> asserted = new LinkedHashSet<>();
    statements.forEach(asserted::add);
    assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
  }

  /// @param expected the closure of `asserted`, blank nodes named in any way
  void assertClosureOf(Set<Triple> asserted, Set<Triple> expected) {
    facts().assertClosureOf(asserted, expected);
  }

  /// @param other an engine that was given the same statements
  void assertSameClosureAs(TestEngine other) {
    facts().assertSameClosureAs(other.facts());
  }

  TestFacts facts() {
    return TestFacts.of(List.of(store));
  }
}
