package cwm.jena.sparql;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpDistinctReduced;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpReduced;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterProject;
import org.apache.jena.sparql.engine.iterator.QueryIterRoot;
import org.apache.jena.sparql.engine.main.OpExecutor;

/// ARQ's evaluation of queries, with basic graph patterns over our store by our plans. What it
/// reads of the store by itself, it reads until the query is to end.
final class PatternExecutor extends OpExecutor {
  /// How many rows REDUCED compares with.
  private static final int REDUCED_ROWS_MAX = 1_000;

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

  /// By the ids of terms where there are any, since making nodes costs most of the time.
  @Override
  protected QueryIterator execute(OpDistinct op, QueryIterator input) {
    return isByIds(op, input) ? distinct(op, input, Integer.MAX_VALUE) : super.execute(op, input);
  }

  /// As DISTINCT, with what space allows.
  @Override
  protected QueryIterator execute(OpReduced op, QueryIterator input) {
    return isByIds(op, input) ? distinct(op, input, REDUCED_ROWS_MAX) : super.execute(op, input);
  }

  /// Whether the rows of a projection are all there is: within other patterns ARQ adds what they
  /// bind behind it.
  private boolean isByIds(OpDistinctReduced op, QueryIterator input) {
    return input instanceof QueryIterRoot
        && op.getSubOp() instanceof OpProject project
        && project.getVars().stream().allMatch(variable -> variable.isNamedVar())
        && execCxt.getActiveGraph() instanceof StoreGraph;
  }

  private QueryIterator distinct(OpDistinctReduced op, QueryIterator input, int rowsMax) {
    OpProject project = (OpProject) op.getSubOp();
    StoreGraph graph = (StoreGraph) execCxt.getActiveGraph();
    List<Var> variables = project.getVars();
    QueryIterator found = exec(project.getSubOp(), input);
    return QueryIterProject.create(
        new DistinctIterator(graph.terms(), variables, rowsMax, found, execCxt),
        variables,
        execCxt);
  }

  /// By the ids of terms too, where groups are made by variables only and what they have is
  /// counted.
  @Override
  protected QueryIterator execute(OpGroup op, QueryIterator input) {
    List<GroupCount> counts =
        op.getAggregators().stream().map(GroupCount::of).flatMap(Optional::stream).toList();
    return counts.size() == op.getAggregators().size()
            && op.getGroupVars().getExprs().isEmpty()
            && execCxt.getActiveGraph() instanceof StoreGraph graph
        ? new CountIterator(
            graph.terms(), op.getGroupVars().getVars(), counts, exec(op.getSubOp(), input), execCxt)
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
