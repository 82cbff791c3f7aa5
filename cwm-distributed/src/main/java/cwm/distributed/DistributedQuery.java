package cwm.distributed;

import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import java.util.function.Function;

/// A SPARQL query over the facts of all nodes of a cluster.
///
/// Apache Jena's ARQ evaluates it where it is asked. What its patterns may match is fetched from
/// the owners of the facts, all of one version ([FederatedFacts]); an owner that has another
/// version refuses, and one that is lost fails the query, so that no answer is short of facts.
public final class DistributedQuery {
  private DistributedQuery() {}

  /// Runs a query.
  ///
  /// @param nodes whom to ask
  /// @param terms of which the time is what it may take until `taker` has returned
  /// @param taker gets the answer; rows are found while it takes them, and fail rather than end
  ///   before all are there
  /// @throws DistributedException if a node does not answer, or has other facts by now
  ///   ([FactClient#isToBeAskedAnew])
  /// @throws cwm.jena.sparql.SparqlException if the query takes too long or fails
  public static <T> T run(
      SparqlRequest.OfQuery query,
      QueryNodes nodes,
      QueryStrategy strategy,
      QueryTerms terms,
      Function<SparqlAnswer, T> taker) {
    try (var store = new FederatedStore(nodes, strategy, terms)) {
      try {
        return take(store.sparql().ask(query, terms.timeout()), taker);
      } catch (SparqlException e) {
        store.requireSound();
        throw e;
      }
    }
  }

  private static <T> T take(SparqlAnswer answer, Function<SparqlAnswer, T> taker) {
    if (answer instanceof SparqlAnswer.Rows rows) {
      try (rows) {
        return taker.apply(rows);
      }
    }
    return taker.apply(answer);
  }
}
