package cwm.distributed;

import cwm.jena.sparql.SparqlStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What a query or the updates of one request see of a cluster: all graphs, of one version. To be
/// closed when nobody wants to see more.
///
/// Owned by one thread, which others may work for.
final class FederatedStore implements AutoCloseable {
  private final FederatedFacts facts;
  private final FederatedGraphs graphs;
  private final SparqlStore sparql;
  private volatile boolean isClosed;

  /// @param nodes whom to ask
  /// @param terms of which the time begins now
  FederatedStore(QueryNodes nodes, QueryStrategy strategy, QueryTerms terms) {
    long startNanos = System.nanoTime();
    BooleanSupplier isOver = () -> isClosed || isLate(startNanos, terms.timeout());
    QueryNodes asked = nodes.until(isOver);
    facts =
        new FederatedFacts(
            asked, strategy, terms.log(), isOver, FederatedFacts.Matching.OF_DEFAULT_GRAPH);
    graphs = new FederatedGraphs(asked, strategy, terms.log(), isOver);
    sparql = new SparqlStore(facts, graphs, terms.services());
  }

  private static boolean isLate(long startNanos, Optional<Duration> timeout) {
    return timeout.filter(time -> System.nanoTime() - startNanos > time.toNanos()).isPresent();
  }

  /// The default graph.
  FederatedFacts facts() {
    return facts;
  }

  /// The others.
  FederatedGraphs graphs() {
    return graphs;
  }

  SparqlStore sparql() {
    return sparql;
  }

  /// Throws what fetching has failed with, if it has: that says better why there is no answer.
  void requireSound() {
    facts.requireSound();
    graphs.requireSound();
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
