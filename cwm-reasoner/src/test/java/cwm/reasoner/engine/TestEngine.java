package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.util.ArrayList;
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
    for (Triple statement : statements) {
      store.assertFact(
          dictionary.intern(statement.subject()),
          dictionary.intern(statement.predicate()),
          dictionary.intern(statement.object()));
    }
  }

  void retract(List<Triple> statements) {
    var removed = new TripleList();
    for (Triple statement : statements) {
      removed.accept(
          dictionary.intern(statement.subject()),
          dictionary.intern(statement.predicate()),
          dictionary.intern(statement.object()));
    }
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
    return facts(true).containsAll(statements);
  }

  void assertClosureOf(Iterable<Triple> statements) {
    Set<Triple> asserted = new LinkedHashSet<>();
    statements.forEach(asserted::add);
    assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
  }

  /// @param expected the closure of `asserted`, blank nodes named in any way
  void assertClosureOf(Set<Triple> asserted, Set<Triple> expected) {
    assertThat(facts(false)).as("asserted").isEqualTo(asserted);
    Set<Triple> actual = facts(true);
    if (!graph(actual).equals(graph(expected))) {
      assertThat(actual).as("closure").isEqualTo(expected);
    }
    assertThat(store.factCount()).isEqualTo(actual.size());
    assertThat(store.derivedOnlyCount()).isEqualTo(actual.size() - asserted.size());
  }

  /// @param other an engine that was given the same statements
  void assertSameClosureAs(TestEngine other) {
    Set<Triple> actual = facts(true);
    Set<Triple> expected = other.facts(true);
    if (!graph(actual).equals(graph(expected))) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private Set<Triple> facts(boolean withDerived) {
    Set<Triple> facts = new LinkedHashSet<>();
    for (FactTable table : store.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (withDerived || table.isAsserted(row)) {
          facts.add(
              new Triple(
                  dictionary.term(table.subject(row)),
                  dictionary.term(table.predicate()),
                  dictionary.term(table.object(row))));
        }
      }
    }
    return facts;
  }

  /// The statements as a formula that binds their blank nodes, so that equality is isomorphism.
  private static Formula graph(Set<Triple> statements) {
    List<Term> nodes = new ArrayList<>();
    for (Term symbol : Formula.of(statements, Set.of()).freeSymbols()) {
      if (symbol instanceof BlankNode) {
        nodes.add(symbol);
      }
    }
    return Formula.of(statements, nodes);
  }
}
