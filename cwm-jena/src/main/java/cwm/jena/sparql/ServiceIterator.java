package cwm.jena.sparql;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
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
import org.jspecify.annotations.Nullable;

/// Rows joined with what an endpoint says of them (SPARQL 1.1 Federated Query §2.4): asked once for
/// a group of rows that follow one another, whose values go along. Groups are small at first, so
/// that who wants few answers does not wait for many.
final class ServiceIterator extends FindingIterator {
  private static final int GROUP_FIRST = 8;
  private static final int GROUP_MAX = 128;

  private final ServiceAsking asking;
  private final OpService service;
  private final Set<Var> visible;
  private final Set<Var> fixed;
  private final boolean keepsUnmatched;
  private final ExecutionContext context;

  private int groupSize = GROUP_FIRST;
  private @Nullable Binding pending;

  // The rows of the group that are left, and what has come of them.
  private Iterator<Binding> rows = Collections.emptyIterator();
  private @Nullable ServiceAnswers answers;

  // The row that is joined, what may go with it, and whether something has.
  private @Nullable Binding row;
  private Iterator<Binding> candidates = Collections.emptyIterator();
  private boolean isMatched;

  /// @param keepsUnmatched whether rows that the endpoint says nothing of are passed on
  ServiceIterator(
      ServiceAsking asking,
      OpService service,
      QueryIterator input,
      boolean keepsUnmatched,
      ExecutionContext context) {
    super(input, context);
    this.asking = asking;
    this.service = service;
    this.keepsUnmatched = keepsUnmatched;
    this.context = context;
    visible = OpVars.visibleVars(service.getSubOp());
    fixed = OpVars.fixedVars(service.getSubOp());
  }

  @Override
  @Nullable Binding find() {
    while (true) {
      Binding joined = nextOfRow();
      if (joined != null) {
        return joined;
      }
      if (!rows.hasNext() && !startGroup()) {
        return null;
      }
      startRow(rows.next());
    }
  }

  private void startRow(Binding next) {
    row = next;
    isMatched = false;
    ServiceAnswers known = answers;
    if (known == null) { // it is as if an endpoint that fails in silence said nothing otherwise
      candidates = List.of(next).iterator();
    } else {
      candidates = isHopeless(next) ? Collections.emptyIterator() : known.candidates(next);
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
      if (joined != null) {
        isMatched = true;
        return joined;
      }
    }
    row = null;
    return keepsUnmatched && !isMatched ? current : null;
  }

  /// Takes rows that ask the same endpoint, and bind the same variables of the pattern, and asks.
  private boolean startGroup() {
    if (pending == null && !getInput().hasNext()) {
      return false;
    }
    Binding first = pending != null ? pending : getInput().next();
    pending = null;
    Node endpoint = endpoint(first);
    Set<Var> shared = shared(first);
    List<Binding> group = new ArrayList<>(List.of(first));
    while (group.size() < groupSize && pending == null && getInput().hasNext()) {
      Binding each = getInput().next();
      if (endpoint(each).equals(endpoint) && shared(each).equals(shared)) {
        group.add(each);
      } else {
        pending = each;
      }
    }
    groupSize = Math.min(GROUP_MAX, 2 * groupSize);
    answer(endpoint, shared, group);
    rows = group.iterator();
    return true;
  }

  private void answer(Node endpoint, Set<Var> shared, List<Binding> group) {
    ServiceAnswers known = answers;
    List<Binding> asking = group.stream().filter(each -> !isHopeless(each)).toList();
    if (asking.isEmpty()) {
      answers = new ServiceAnswers(endpoint, List.copyOf(visible), List.of());
    } else if (!shared.isEmpty() || known == null || !known.areAllOf(endpoint)) {
      answers = answers(endpoint, shared, asking);
    }
  }

  /// Whether a row has a blank node, which is here only, where each answer has something else.
  private boolean isHopeless(Binding each) {
    return fixed.stream().anyMatch(variable -> each.contains(variable) && isBlank(each, variable));
  }

  private static boolean isBlank(Binding each, Var variable) {
    return each.get(variable).isBlank();
  }

  private Node endpoint(Binding each) {
    return Substitute.substitute(service.getService(), each);
  }

  /// The variables of the pattern that a row binds to what may be elsewhere, which blank nodes are
  /// not.
  private Set<Var> shared(Binding each) {
    return visible.stream()
        .filter(variable -> each.contains(variable) && !isBlank(each, variable))
        .collect(toCollection(LinkedHashSet::new));
  }

  /// @return null if there are none, and nobody is to mind
  private @Nullable ServiceAnswers answers(Node endpoint, Set<Var> shared, List<Binding> group) {
    try {
      List<Binding> all = asking.ask(endpoint, service.getSubOp(), shared, group, context);
      return new ServiceAnswers(endpoint, List.copyOf(shared), all);
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
