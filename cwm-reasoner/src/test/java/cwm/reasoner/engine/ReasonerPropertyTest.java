package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Random programs, run by the engine and by [NaiveEvaluator].
class ReasonerPropertyTest {

  @RandomSeeds(500)
  void semiNaiveDerivesWhatNaiveDerives(long seed) {
    Shrinker.verify(
        RandomProgram.of(seed).statements(),
        statements -> {
          var engine = new Engine();
          engine.add(statements);
          engine.reasoner.think(Budget.unlimited());
          engine.assertClosureOf(statements);
        });
  }

  @RandomSeeds(500)
  void factsAddedBetweenRunsGiveTheSameClosure(long seed) {
    List<Triple> shuffled = new RandomSource(seed).shuffled(RandomProgram.of(seed).statements());
    Shrinker.verify(
        shuffled,
        statements -> {
          var engine = new Engine();
          var random = new RandomSource(seed);
          int start = 0;
          while (start < statements.size()) {
            int end = Math.min(statements.size(), start + random.between(1, 8));
            engine.add(statements.subList(start, end));
            engine.reasoner.think(Budget.unlimited());
            start = end;
          }
          engine.assertClosureOf(statements);
        });
  }

  @RandomSeeds(500)
  void closureIsTheSameAfterTruncationsAndRemovals(long seed) {
    List<Triple> statements = RandomProgram.of(seed).statements();
    var engine = new Engine();
    var random = new RandomSource(seed);
    Set<Triple> asserted = new LinkedHashSet<>(statements);
    engine.add(statements);
    engine.reasoner.think(Budget.unlimited());
    int oldest = 0;
    for (int i = 0; i < 4; i++) {
      if (random.oneIn(2)) {
        int last = engine.store.generation() - 1;
        engine.reasoner.truncate(random.between(Math.min(oldest, last), last));
      } else {
        List<Triple> removed = random.shuffled(asserted).subList(0, Math.min(2, asserted.size()));
        asserted.removeAll(removed);
        engine.retract(removed);
        engine.reasoner.factsRetracted();
        oldest = engine.store.generation() - 1;
      }
      engine.reasoner.think(Budget.unlimited());
      engine.assertClosureOf(asserted);
    }
  }

  @RandomSeeds(500)
  void noInstanceOfARuleIsComputedTwice(long seed) {
    Shrinker.verify(
        RandomProgram.plain(seed).statements(),
        statements -> {
          var engine = new Engine();
          engine.add(statements);
          long instanceCount = engine.reasoner.think(Budget.unlimited()).instanceCount();
          assertThat(instanceCount).isEqualTo(NaiveEvaluator.instanceCount(statements));
        });
  }

  private static final class Engine {
    final TermDictionary dictionary = new TermDictionary();
    final FactStore store = new FactStore(dictionary);
    final Reasoner reasoner = new Reasoner(store, Builtins.standard());

    void add(List<Triple> statements) {
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
    }

    void assertClosureOf(Iterable<Triple> statements) {
      Set<Triple> asserted = new LinkedHashSet<>();
      statements.forEach(asserted::add);
      Set<Triple> expected = NaiveEvaluator.closure(asserted, RandomProgram.levels());
      assertThat(facts(false)).as("asserted").isEqualTo(asserted);
      Set<Triple> actual = facts(true);
      if (!graph(actual).equals(graph(expected))) {
        assertThat(actual).as("closure").isEqualTo(expected);
      }
      assertThat(store.factCount()).isEqualTo(actual.size());
      assertThat(store.derivedOnlyCount()).isEqualTo(actual.size() - asserted.size());
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
}
