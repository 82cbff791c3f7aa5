package cwm.app;

import cwm.jena.sparql.GraphFacts;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Triple;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The store that a command's steps act on, one after the other.
///
/// A [Reasoner] takes all that is derived in its store for its own work, which it may drop and
/// derive anew. When a step has changed the store otherwise, that no longer holds. So before the
/// next reasoner begins, what there is is *settled*: it counts as asserted from then on, and what
/// of it no input states is noted, for `--derived` to tell it apart in the end.
///
/// All this is about the default graph. Named graphs are beside it: no rule reads them, and no step
/// changes them, but that a filter leaves nothing else than what it concludes.
final class WorkingStore {
  private static final Iri CHAFF = new Iri(Log.NAMESPACE + "Chaff");

  private final PartitionedStore facts;

  // What was derived when it was settled. What an input has stated since is asserted here.
  private final FactStore settled;

  private final NamedGraphs namedGraphs;

  // Whose work all is that is derived; null if nobody's.
  private @Nullable Reasoner reasoner;

  private boolean mayHaveDerived;

  WorkingStore(TermDictionary dictionary, Spreading spreading) {
    facts = new PartitionedStore(dictionary, spreading);
    settled = new FactStore(dictionary);
    namedGraphs = new NamedGraphs(dictionary);
  }

  TermDictionary dictionary() {
    return facts.dictionary();
  }

  long factCount() {
    return facts.factCount();
  }

  /// The facts of the named graphs, to be read and changed.
  NamedGraphs namedGraphs() {
    return namedGraphs;
  }

  int workerCount() {
    return facts.spreading().workerCount();
  }

  PartitionedStore facts() {
    return facts;
  }

  // ---------------------------------------------------------------- inputs

  /// Starts an input.
  ///
  /// @return takes what it states
  TripleSink startInput() {
    facts.startDocument();
    return new TripleSink() {
      @Override
      public void accept(int subject, int predicate, int object) {
        facts.assertFact(subject, predicate, object);
        noteStated(subject, predicate, object);
      }

      @Override
      public void acceptAll(int[] triples, int count) {
        facts.assertFacts(triples, count);
        for (int at = 0; at < 3 * count && settled.factCount() > 0; at += 3) {
          noteStated(triples[at], triples[at + 1], triples[at + 2]);
        }
      }
    };
  }

  /// Takes what inputs state of a named graph.
  TripleSink startGraph(int name) {
    FactStore graph = namedGraphs.graph(name);
    return graph::assertFact;
  }

  private void noteStated(int subject, int predicate, int object) {
    if (settled.contains(subject, predicate, object)) {
      settled.assertFact(subject, predicate, object);
    }
  }

  /// Notes a fact that no input states.
  void derive(int subject, int predicate, int object) {
    facts.derive(subject, predicate, object, 0);
    mayHaveDerived = true;
  }

  boolean contains(int subject, int predicate, int object) {
    return facts
        .storeOf(facts.workerOf(subject, predicate, object))
        .contains(subject, predicate, object);
  }

  // ---------------------------------------------------------------- SPARQL

  /// What SPARQL asks and changes as its default graph. What is added is as from an input, and what
  /// is taken away is gone, whether inputs have stated it or rules have concluded it.
  GraphFacts defaultGraph() {
    return new GraphFacts() {
      @Override
      public List<FactStore> stores() {
        return facts.stores();
      }

      @Override
      public void add(int subject, int predicate, int object) {
        facts.assertFact(subject, predicate, object);
        noteStated(subject, predicate, object);
      }

      @Override
      public void remove(TripleList removed) {
        var gone = new FactStore(dictionary());
        removed.forEach(gone::assertFact);
        removeIf(
            (table, row) ->
                gone.contains(table.subject(row), table.predicate(), table.object(row)));
      }
    };
  }

  // ---------------------------------------------------------------- rules

  /// Runs the store's rules to the fixpoint.
  ThinkReport think(RunContext context) {
    return reasoner().think(context);
  }

  /// Runs each of the store's rules once.
  ThinkReport pass(RunContext context) {
    return reasoner().pass(context);
  }

  private Reasoner reasoner() {
    Reasoner known = reasoner;
    if (known == null) {
      settle();
      known = new Reasoner(facts, Builtins.installed());
      reasoner = known;
      mayHaveDerived = true;
    }
    return known;
  }

  /// The reasoner whose work all is that is derived, for whoever goes on with the facts.
  Reasoner inForce() {
    return reasoner();
  }

  /// Makes all facts asserted ones, for whoever goes on with them without rules.
  PartitionedStore settled() {
    settle();
    reasoner = null;
    return facts;
  }

  /// Runs rules that are no part of the store. They may ask the store's backward rules.
  ///
  /// @param rules their statements
  ThinkReport apply(Directive.Manner manner, List<Triple> rules, RunContext context) {
    settle();
    reasoner = null;
    mayHaveDerived = true;
    List<Triple> all = new ArrayList<>(rules);
    all.addAll(backwardRules());
    Reasoner applying = Reasoner.ofRules(facts, Builtins.installed(), all);
    ThinkReport report =
        manner == Directive.Manner.TO_FIXPOINT ? applying.think(context) : applying.pass(context);
    if (manner.isFilter()) {
      facts.removeIf((table, row) -> !table.isDerived(row));
      namedGraphs.clear();
    }
    return report;
  }

  private List<Triple> backwardRules() {
    List<Triple> rules = new ArrayList<>();
    for (FactTable table : facts.tables(dictionary().find(Log.IS_IMPLIED_BY))) {
      for (int row = 0; row < table.rowCount(); row++) {
        rules.add(dictionary().triple(table.subject(row), table.predicate(), table.object(row)));
      }
    }
    return rules;
  }

  /// The rules that inputs state as queries, by `log:query`; what rules conclude with it is data.
  List<Triple> queries() {
    var stated = new TripleList();
    for (FactTable table : result().tables(dictionary().find(Log.QUERY))) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (table.isAsserted(row)) {
          stated.accept(table.subject(row), table.predicate(), table.object(row));
        }
      }
    }
    return new AppliedRules(stated, dictionary()).statedQueries();
  }

  /// Makes all facts asserted ones, and none derived.
  private void settle() {
    if (!mayHaveDerived) {
      return;
    }
    mayHaveDerived = false;
    for (FactStore store : facts.stores()) {
      for (FactTable table : store.tables()) {
        settle(store, table);
      }
      store.dropDerived(0);
    }
  }

  private void settle(FactStore store, FactTable table) {
    int p = table.predicate();
    for (int row = 0; row < table.rowCount(); row++) {
      if (!table.isAsserted(row)) {
        int s = table.subject(row);
        int o = table.object(row);
        settled.derive(s, p, o, 0);
        // Not by way of `facts`, which would note it as an input's next statement.
        store.assertFact(s, p, o);
      }
    }
  }

  // ---------------------------------------------------------------- what stays

  /// Drops all statements but plain RDF: those that mention formulas or variables.
  void keepData() {
    removeIf(
        (table, row) ->
            !dictionary().isOfRdf(table.subject(row))
                || !dictionary().isOfRdf(table.predicate())
                || !dictionary().isOfRdf(table.object(row)));
  }

  /// Drops the rules, and whatever else mentions `log:implies`.
  void purgeRules() {
    purge(
        Set.copyOf(List.of(dictionary().find(Log.IMPLIES), dictionary().find(Log.IS_IMPLIED_BY))));
  }

  /// Drops all statements about what is of class `log:Chaff`, that it is included.
  void purge() {
    Set<Integer> chaff = new HashSet<>();
    int chaffClass = dictionary().find(CHAFF);
    for (FactTable table : facts.tables(dictionary().find(Rdf.TYPE))) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (table.object(row) == chaffClass) {
          chaff.add(table.subject(row));
        }
      }
    }
    purge(chaff);
  }

  /// Drops the statements that have one of these terms as subject, predicate or object; what only
  /// occurs within a list or a formula does not count, as in cwm.
  private void purge(Set<Integer> terms) {
    removeIf(
        (table, row) ->
            terms.contains(table.subject(row))
                || terms.contains(table.predicate())
                || terms.contains(table.object(row)));
  }

  private void removeIf(FactStore.RowPredicate isRemoved) {
    if (facts.removeIf(isRemoved) > 0) {
      reasoner = null;
    }
  }

  // ---------------------------------------------------------------- the result

  /// What there is when all steps are done: asserted is what inputs state, and derived all else.
  PartitionedStore result() {
    var derivedOnly = new TripleList();
    for (FactTable table : settled.tables()) {
      int p = table.predicate();
      for (int row = 0; row < table.rowCount(); row++) {
        int s = table.subject(row);
        int o = table.object(row);
        if (!table.isAsserted(row) && facts.isAsserted(s, p, o)) {
          facts.derive(s, p, o, 0);
          derivedOnly.accept(s, p, o);
        }
      }
    }
    if (derivedOnly.size() > 0) {
      facts.retract(derivedOnly);
      reasoner = null;
      mayHaveDerived = true;
    }
    return facts;
  }
}
