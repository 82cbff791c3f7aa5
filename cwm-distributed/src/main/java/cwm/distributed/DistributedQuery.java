package cwm.distributed;

import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import cwm.rdf.store.NamedGraphs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
  /// @param log is told what was fetched
  /// @param timeout how long it may take until `taker` has returned
  /// @param taker gets the answer; rows are found while it takes them
  /// @throws DistributedException if a node does not answer, or has other facts by now
  ///   ([FactClient#isToBeAskedAnew])
  /// @throws cwm.jena.sparql.SparqlException if the query takes too long or fails
  public static <T> T run(
      SparqlRequest.OfQuery query,
      QueryNodes nodes,
      QueryStrategy strategy,
      QueryLog log,
      Optional<Duration> timeout,
      Function<SparqlAnswer, T> taker) {
    long startNanos = System.nanoTime();
    var isOver = new AtomicBoolean();
    var facts =
        new FederatedFacts(nodes, strategy, log, () -> isOver.get() || isLate(startNanos, timeout));
    var store = new SparqlStore(facts, new NamedGraphs(nodes.dictionary()));
    try {
      T taken = take(store.ask(query, timeout), taker);
      facts.requireSound();
      return taken;
    } catch (SparqlException e) {
      facts.requireSound(); // which says better why
      throw e;
    } finally {
      isOver.set(true);
    }
  }

  private static boolean isLate(long startNanos, Optional<Duration> timeout) {
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
