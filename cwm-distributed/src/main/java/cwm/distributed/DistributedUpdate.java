package cwm.distributed;

import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.util.Optional;
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
    try (var store = new FederatedStore(nodes, QueryStrategy.PARALLEL, terms)) {
      try {
        store
            .sparql()
            .update(
                update,
                terms.timeout(),
                (iri, graph) -> reader.apply(iri).forEach(added(store, graph)));
      } catch (SparqlException e) {
        store.requireSound();
        throw e;
      }
      store.requireSound();
      TripleList added = store.facts().added();
      store.graphs().addAddedTo(added);
      TripleList removed = store.facts().removed();
      store.graphs().addRemovedTo(removed);
      return new Change(added, removed, store.facts().hasAsked() || store.graphs().hasAsked());
    }
  }

  /// Takes what is to be stated in a graph.
  private static TripleSink added(FederatedStore store, Optional<Integer> graph) {
    if (graph.isEmpty()) {
      return store.facts()::add;
    }
    int name = graph.get();
    return (s, p, o) -> store.graphs().add(name, s, p, o);
  }
}
