package cwm.jena.sparql;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.algebra.Algebra;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.ExprList;
import org.jspecify.annotations.Nullable;

/// Rows joined with what an endpoint says of them (SPARQL 1.1 Federated Query §2.4): asked once for
/// many rows, whose values go along. They are few at first, so that who wants few answers does not
/// wait for many.
final class ServiceIterator extends FindingIterator {
  private static final int ROWS_FIRST = 8;
  private static final int ROWS_MAX = 128;

  /// How rows are joined.
  ///
  /// @param keepsUnmatched whether rows that the endpoint says nothing of are passed on
  /// @param conditions what a row has to pass, joined
  record Manner(boolean keepsUnmatched, ExprList conditions) {
    static final Manner INNER = new Manner(false, ExprList.emptyList);
  }

  /// Rows that are asked for together.
  ///
  /// @param shared variables of the pattern that all of them bind, to what may be elsewhere
  /// @param isHopeless whether there can be no answer for them
  private record Group(Node endpoint, Set<Var> shared, boolean isHopeless) {}

  private final ServiceAsking asking;
  private final OpService service;
  private final Set<Var> visible;
  private final Set<Var> certain;
  private final boolean hasNodesOfHere;
  private final Manner manner;
  private final ExecutionContext context;

  private int rowsMax = ROWS_FIRST;
  private final Set<Node> answering = new HashSet<>();
  private final Deque<Map.Entry<Group, List<Binding>>> groups = new ArrayDeque<>();

  // The rows of the group that are left, and what has come of them.
  private Iterator<Binding> rows = Collections.emptyIterator();
  private @Nullable ServiceAnswers answers;

  // The row that is joined, what may go with it, and whether something has.
  private @Nullable Binding row;
  private Iterator<Binding> candidates = Collections.emptyIterator();
  private boolean isMatched;

  ServiceIterator(
      ServiceAsking asking,
      OpService service,
      QueryIterator input,
      Manner manner,
      ExecutionContext context) {
    super(input, context);
    this.asking = asking;
    this.service = service;
    this.manner = manner;
    this.context = context;
    visible = OpVars.visibleVars(service.getSubOp());
    certain = ServicePattern.certainVariables(service.getSubOp());
    hasNodesOfHere = ServicePattern.hasNodesOfHere(service.getSubOp());
  }

  @Override
  @Nullable Binding find() {
    while (true) {
      Binding joined = nextOfRow();
      if (joined != null) {
        return joined;
      }
      while (!rows.hasNext()) {
        if (groups.isEmpty() && !takeRows()) {
          return null;
        }
        startGroup(groups.remove());
      }
      startRow(rows.next());
    }
  }

  private @Nullable Binding nextOfRow() {
    Binding current = row;
    if (current == null) {
      return null;
    }
    while (candidates.hasNext()) {
      if (context.getCancelSignal().get()) {
        throw new QueryCancelledException();
      }
      Binding joined = Algebra.merge(current, candidates.next());
      if (joined != null && manner.conditions().isSatisfied(joined, context)) {
        isMatched = true;
        return joined;
      }
    }
    row = null;
    return manner.keepsUnmatched() && !isMatched ? current : null;
  }

  private void startRow(Binding next) {
    row = next;
    isMatched = false;
    ServiceAnswers known = answers;
    // An endpoint that fails in silence is as if it said nothing otherwise.
    candidates = known == null ? List.of(next).iterator() : known.candidates(next);
  }

  // ---------------------------------------------------------------- asking

  /// Takes the next rows, and groups them.
  private boolean takeRows() {
    Map<Group, List<Binding>> taken = new LinkedHashMap<>();
    for (int count = 0; count < rowsMax && getInput().hasNext(); count++) {
      Binding each = getInput().next();
      taken.computeIfAbsent(groupOf(each), _ -> new ArrayList<>()).add(each);
    }
    rowsMax = Math.min(ROWS_MAX, 2 * rowsMax);
    groups.addAll(taken.entrySet());
    return !groups.isEmpty();
  }

  private Group groupOf(Binding each) {
    Set<Var> shared =
        visible.stream()
            .filter(variable -> each.contains(variable) && !isOfHere(each, variable))
            .collect(toCollection(LinkedHashSet::new));
    boolean isHopeless =
        hasNodesOfHere
            || certain.stream()
                .anyMatch(variable -> each.contains(variable) && isOfHere(each, variable));
    Node endpoint = Substitute.substitute(service.getService(), each);
    return new Group(endpoint, isHopeless ? Set.of() : shared, isHopeless);
  }

  private static boolean isOfHere(Binding each, Var variable) {
    return ServicePattern.isOfHere(each.get(variable));
  }

  private void startGroup(Map.Entry<Group, List<Binding>> next) {
    Group group = next.getKey();
    ServiceAnswers known = answers;
    boolean isKnown =
        !group.isHopeless()
            && group.shared().isEmpty()
            && known != null
            && known.areAllOf(group.endpoint());
    if (!isKnown) {
      answers = answers(group, next.getValue());
    }
    rows = next.getValue().iterator();
  }

  /// @return null if there are none, and nobody is to mind
  private @Nullable ServiceAnswers answers(Group group, List<Binding> of) {
    try {
      if (group.isHopeless()) {
        // An endpoint that fails does so whatever the rows.
        if (!answering.contains(group.endpoint())) {
          asking.askForOne(group.endpoint(), service.getSubOp(), context);
        }
        return ServiceAnswers.NONE;
      }
      List<Binding> all =
          asking.ask(group.endpoint(), service.getSubOp(), group.shared(), of, context);
      answering.add(group.endpoint());
      return new ServiceAnswers(group.endpoint(), List.copyOf(group.shared()), all);
    } catch (SparqlException | JenaException e) {
      if (service.getSilent()) {
        return null;
      }
      throw e;
    }
  }

  @Override
  protected void closeSubIterator() {}
}
