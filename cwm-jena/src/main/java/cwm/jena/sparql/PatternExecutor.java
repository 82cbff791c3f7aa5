package cwm.jena.sparql;

import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.main.OpExecutor;

/// ARQ's evaluation of queries, with basic graph patterns over our store by our plans. What it
/// reads of the store by itself, it reads until the query is to end.
final class PatternExecutor extends OpExecutor {
  PatternExecutor(ExecutionContext context) {
    super(context);
  }

  @Override
  protected QueryIterator execute(OpBGP op, QueryIterator input) {
    return isPlanned(op) ? match(op.getPattern(), input, false) : byArq(op, input);
  }

  @Override
  protected QueryIterator execute(OpPath op, QueryIterator input) {
    return byArq(op, input);
  }

  /// An OPTIONAL whose part does not depend on more than what it is joined with.
  @Override
  protected QueryIterator execute(OpConditional op, QueryIterator input) {
    return op.getRight() instanceof OpBGP optional && isPlanned(optional)
        ? match(optional.getPattern(), exec(op.getLeft(), input), true)
        : super.execute(op, input);
  }

  private QueryIterator byArq(Op op, QueryIterator input) {
    Graph graph = new CancellableGraph(execCxt.getActiveGraph(), execCxt.getCancelSignal());
    return stdFactory
        .create(ExecutionContext.copyChangeActiveGraph(execCxt, graph))
        .executeOp(op, input);
  }

  private boolean isPlanned(OpBGP op) {
    return !op.getPattern().isEmpty()
        && execCxt.getActiveGraph() instanceof StoreGraph graph
        && PatternQuery.isFor(op.getPattern(), graph);
  }

  private QueryIterator match(BasicPattern pattern, QueryIterator input, boolean keepsUnmatched) {
    StoreGraph graph = (StoreGraph) execCxt.getActiveGraph();
    Optional<PatternQuery> query = PatternQuery.of(pattern, graph.terms());
    if (query.isPresent()) {
      return new PatternIterator(graph, query.get(), input, keepsUnmatched, execCxt);
    }
    if (keepsUnmatched) {
      return input;
    }
    input.close();
    return QueryIterNullIterator.create(execCxt);
  }
}
