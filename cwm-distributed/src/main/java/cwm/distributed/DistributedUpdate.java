package cwm.distributed;

import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import cwm.rdf.store.TripleList;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Finds what updates of SPARQL change in the facts of a cluster, without changing them.
///
/// Each update sees what those before it do; rules run when all is changed. Patterns are answered
/// as those of queries are ([DistributedQuery]).
final class DistributedUpdate {
  private DistributedUpdate() {}

  /// What updates change: what is removed goes first.
  ///
  /// @param isOfFacts whether it depends on the facts there are
  record Change(TripleList added, TripleList removed, boolean isOfFacts) {}

  /// Finds it.
  ///
  /// @param nodes whom to ask
  /// @param reader reads what LOAD names
  /// @throws DistributedException if a node does not answer, or has other facts by now
  ///   ([FactClient#isToBeAskedAnew])
  /// @throws SparqlException if an update fails, or all take too long
  static Change find(
      SparqlRequest.OfUpdate update,
      QueryNodes nodes,
      QueryTerms terms,
      Function<String, TripleList> reader) {
    long startNanos = System.nanoTime();
    BooleanSupplier isOver = () -> DistributedQuery.isLate(startNanos, terms.timeout());
    var strategy = QueryStrategy.PARALLEL;
    var facts =
        new FederatedFacts(
            nodes, strategy, terms.log(), isOver, FederatedFacts.Matching.OF_DEFAULT_GRAPH);
    var graphs = new FederatedGraphs(nodes, strategy, terms.log(), isOver);
    var store = new SparqlStore(facts, graphs, terms.services());
    try {
      store.update(
          update, terms.timeout(), (iri, graph) -> add(reader.apply(iri), graph, facts, graphs));
    } catch (SparqlException e) {
      requireSound(facts, graphs); // which says better why
      throw e;
    }
    requireSound(facts, graphs);
    TripleList added = facts.added();
    graphs.addAddedTo(added);
    TripleList removed = facts.removed();
    graphs.addRemovedTo(removed);
    return new Change(added, removed, facts.hasAsked() || graphs.hasAsked());
  }

  private static void requireSound(FederatedFacts facts, FederatedGraphs graphs) {
    facts.requireSound();
    graphs.requireSound();
  }

  private static void add(
      TripleList statements,
      Optional<Integer> graph,
      FederatedFacts facts,
      FederatedGraphs graphs) {
    if (graph.isEmpty()) {
      statements.forEach(facts::add);
    } else {
      int name = graph.get();
      statements.forEach((s, p, o) -> graphs.add(name, s, p, o));
    }
  }
}
