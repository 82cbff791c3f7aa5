package cwm.distributed;

import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
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
    long startNanos = System.nanoTime();
    var isOver = new AtomicBoolean();
    BooleanSupplier isEnded = () -> isOver.get() || isLate(startNanos, terms.timeout());
    var facts =
        new FederatedFacts(
            nodes, strategy, terms.log(), isEnded, FederatedFacts.Matching.OF_DEFAULT_GRAPH);
    var graphs = new FederatedGraphs(nodes, strategy, terms.log(), isEnded);
    var store = new SparqlStore(facts, graphs, terms.services());
    try {
      return take(store.ask(query, terms.timeout()), taker);
    } catch (SparqlException e) {
      facts.requireSound(); // which says better why
      graphs.requireSound();
      throw e;
    } finally {
      isOver.set(true);
    }
  }

  static boolean isLate(long startNanos, Optional<Duration> timeout) {
    return timeout.filter(time -> System.nanoTime() - startNanos > time.toNanos()).isPresent();
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
