package cwm.jena.sparql;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
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
    QueryIterator found =
        grouped(project.getSubOp(), variables, input)
            .orElseGet(() -> exec(project.getSubOp(), input));
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
    boolean isByIds =
        counts.size() == op.getAggregators().size() && op.getGroupVars().getExprs().isEmpty();
    if (!isByIds || !(execCxt.getActiveGraph() instanceof StoreGraph graph)) {
      return super.execute(op, input);
    }
    List<Var> groupedBy = op.getGroupVars().getVars();
    Optional<QueryIterator> counted = counted(op.getSubOp(), groupedBy, counts, input);
    return new CountIterator(
        graph.terms(),
        groupedBy,
        counted.isPresent() ? counts.stream().map(GroupCount::ofBindings).toList() : counts,
        counted.orElseGet(() -> exec(op.getSubOp(), input)),
        execCxt);
  }

  /// What is counted, if the facts can be counted where they are.
  private Optional<QueryIterator> counted(
      Op op, List<Var> groupedBy, List<GroupCount> counts, QueryIterator input) {
    boolean areBound =
        counts.stream()
            .flatMap(count -> count.repeated().stream())
            .allMatch(mentioned(op)::contains);
    List<Var> told =
        Stream.concat(
                groupedBy.stream(), counts.stream().flatMap(count -> count.distinct().stream()))
            .distinct()
            .toList();
    return areBound ? grouped(op, told, input) : Optional.empty();
  }

  private static Collection<Var> mentioned(Op op) {
    return op instanceof OpBGP pattern ? OpVars.visibleVars(pattern) : List.of();
  }

  /// The bindings of a pattern that differ in some variables, if the facts can be told apart where
  /// they are.
  private Optional<QueryIterator> grouped(Op op, List<Var> variables, QueryIterator input) {
    if (!(input instanceof QueryIterRoot)
        || !(op instanceof OpBGP pattern)
        || pattern.getPattern().size() != 1
        || !isPlanned(pattern)) {
      return Optional.empty();
    }
    StoreGraph graph = (StoreGraph) execCxt.getActiveGraph();
    Optional<CountedRows> rows =
        PatternQuery.of(pattern.getPattern(), graph.terms())
            .flatMap(query -> query.groups(variables, graph));
    rows.ifPresent(_ -> input.close());
    return rows.map(known -> new GroupedIterator(known, graph.terms(), variables, execCxt));
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
