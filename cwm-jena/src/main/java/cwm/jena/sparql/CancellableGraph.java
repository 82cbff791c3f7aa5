package cwm.jena.sparql;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.graph.impl.WrappedGraph;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.util.iterator.ExtendedIterator;

/// A graph that can be read until a query is to end.
///
/// ARQ looks whether it is before each row. To find one it may follow paths, or read statements,
/// for as long as there are any.
final class CancellableGraph extends WrappedGraph {
  private final AtomicBoolean cancelSignal;

  CancellableGraph(Graph graph, AtomicBoolean cancelSignal) {
    super(graph);
    this.cancelSignal = cancelSignal;
  }

  @Override
  public ExtendedIterator<Triple> find(Triple pattern) {
    return cancellable(super.find(pattern));
  }

  @Override
  public ExtendedIterator<Triple> find(Node subject, Node predicate, Node object) {
    return cancellable(super.find(subject, predicate, object));
  }

  @Override
  public boolean contains(Triple triple) {
    requireGoingOn();
    return super.contains(triple);
  }

  @Override
  public boolean contains(Node subject, Node predicate, Node object) {
    requireGoingOn();
    return super.contains(subject, predicate, object);
  }

  private ExtendedIterator<Triple> cancellable(ExtendedIterator<Triple> found) {
    requireGoingOn();
    return found.mapWith(
        triple -> {
          requireGoingOn();
          return triple;
        });
  }

  private void requireGoingOn() {
    if (cancelSignal.get()) {
      throw new QueryCancelledException();
    }
  }
}
