package cwm.jena.sparql;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpDistinctReduced;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpReduced;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterProject;
import org.apache.jena.sparql.engine.iterator.QueryIterRoot;
import org.apache.jena.sparql.engine.main.OpExecutor;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprList;

/// ARQ's evaluation of queries, with basic graph patterns over our store by our plans. What it
/// reads of the store by itself, it reads until the query is to end.
final class PatternExecutor extends OpExecutor {
  /// How many rows REDUCED compares with.
  private static final int REDUCED_ROWS_MAX = 1_000;

  private static final ExprList NO_FILTERS = ExprList.emptyList;

  PatternExecutor(ExecutionContext context) {
    super(context);
  }

  @Override
  protected QueryIterator execute(OpBGP op, QueryIterator input) {
    return isPlanned(op) ? match(op.getPattern(), NO_FILTERS, input) : byArq(op, input);
  }

  /// Whoever has the facts may be told what they have to pass; it is checked here all the same.
  @Override
  protected QueryIterator execute(OpFilter op, QueryIterator input) {
    if (!(op.getSubOp() instanceof OpBGP pattern) || !isPlanned(pattern)) {
      return super.execute(op, input);
    }
    QueryIterator passing = match(pattern.getPattern(), op.getExprs(), input);
    for (Expr condition : op.getExprs()) {
      passing = new QueryIterFilterExpr(passing, condition, execCxt);
    }
    return passing;
  }

  @Override
  protected QueryIterator execute(OpPath op, QueryIterator input) {
    return byArq(op, input);
  }

  /// An OPTIONAL whose part does not depend on more than what it is joined with.
  @Override
  protected QueryIterator execute(OpConditional op, QueryIterator input) {
    if (op.getRight() instanceof OpBGP optional && isPlanned(optional)) {
      BasicPattern pattern = optional.getPattern();
      boolean isOfCells = isOfCells(pattern);
      if (!isOfCells || pattern.size() == 1) {
        return match(pattern, NO_FILTERS, isOfCells, exec(op.getLeft(), input), true);
      }
    }
    return switch (op.getRight()) {
      case OpService service -> optional(op, service, NO_FILTERS, input);
      case OpFilter filter when filter.getSubOp() instanceof OpService service ->
          optional(op, service, filter.getExprs(), input);
      default -> super.execute(op, input);
    };
  }

  private QueryIterator optional(
      OpConditional op, OpService service, ExprList conditions, QueryIterator input) {
    Optional<ServiceAsking> asking = ServiceAsking.of(execCxt.getContext());
    if (asking.isEmpty()) {
      return super.execute(op, input);
    }
    var manner = new ServiceIterator.Manner(true, conditions);
    return asking.get().join(service, exec(op.getLeft(), input), manner, execCxt);
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
    StoreGraph graph = graph();
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
    StoreGraph graph = graph();
    Optional<CountedRows> rows =
        PatternQuery.of(pattern.getPattern(), NO_FILTERS, graph.terms()).groups(variables, graph);
    rows.ifPresent(_ -> input.close());
    return rows.map(
        known ->
            new GroupedIterator(
                known, graph.terms(), variables, saidByCells(pattern.getPattern()), execCxt));
  }

  /// What cells of lists say that agrees with a pattern of one triple.
  private Iterator<Binding> saidByCells(BasicPattern pattern) {
    return isOfCells(pattern)
        ? graph().cells().extend(BindingFactory.root(), pattern.get(0))
        : Iter.nullIterator();
  }

  private QueryIterator byArq(Op op, QueryIterator input) {
    Graph graph = new CancellableGraph(execCxt.getActiveGraph(), execCxt.getCancelSignal());
    return stdFactory
        .create(ExecutionContext.copyChangeActiveGraph(execCxt, graph))
        .executeOp(op, input);
  }

  private boolean isPlanned(OpBGP op) {
    return !op.getPattern().isEmpty()
        && execCxt.getActiveGraph() instanceof StoreGraph
        && PatternQuery.isFor(op.getPattern());
  }

  private StoreGraph graph() {
    return (StoreGraph) execCxt.getActiveGraph();
  }

  /// Whether cells of lists may say what a pattern asks for. Most patterns cannot be of them, and
  /// need not know which lists there are.
  private boolean isOfCells(BasicPattern pattern) {
    return pattern.getList().stream().anyMatch(this::isOfCells);
  }

  private boolean isOfCells(Triple triple) {
    return ListCells.mayHave(triple.getSubject(), triple.getPredicate())
        && !graph().cells().isEmpty();
  }

  private QueryIterator match(BasicPattern pattern, ExprList filters, QueryIterator input) {
    QueryIterator found = input;
    for (PatternPart part : PatternPart.inOrder(pattern, this::isOfCells)) {
      found = match(part.pattern(), filters, part.isOfCells(), found, false);
    }
    return found;
  }

  /// @param isOfCells whether the pattern is of one triple that cells may say
  private QueryIterator match(
      BasicPattern pattern,
      ExprList filters,
      boolean isOfCells,
      QueryIterator input,
      boolean keepsUnmatched) {
    StoreGraph graph = graph();
    PatternQuery query = PatternQuery.of(pattern, filters, graph.terms());
    if (!query.isHopeless() || isOfCells) {
      Triple ofCells = isOfCells ? pattern.get(0) : null;
      return new PatternIterator(graph, query, ofCells, input, keepsUnmatched, execCxt);
    }
    if (keepsUnmatched) {
      return input;
    }
    input.close();
    return QueryIterNullIterator.create(execCxt);
  }
}
