package cwm.jena.sparql;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
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
/// a group of rows, whose values go along.
final class ServiceIterator extends FindingIterator {
  private static final int GROUP_MAX = 100;

  private final ServiceAsking asking;
  private final OpService service;
  private final Set<Var> visible;
  private final boolean keepsUnmatched;
  private final ExecutionContext context;
  private final Deque<Binding> found = new ArrayDeque<>();
  private @Nullable Binding pending;

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
  }

  @Override
  @Nullable Binding find() {
    while (found.isEmpty() && (pending != null || getInput().hasNext())) {
      answerGroup();
    }
    return found.poll();
  }

  private void answerGroup() {
    Binding first = pending != null ? pending : getInput().next();
    pending = null;
    Node endpoint = endpoint(first);
    List<Binding> rows = new ArrayList<>(List.of(first));
    while (rows.size() < GROUP_MAX && pending == null && getInput().hasNext()) {
      Binding row = getInput().next();
      if (endpoint(row).equals(endpoint)) {
        rows.add(row);
      } else {
        pending = row;
      }
    }
    try {
      join(rows, answers(endpoint, rows));
    } catch (SparqlException | JenaException e) {
      if (!service.getSilent()) {
        throw e;
      }
      found.addAll(rows); // as if it knew nothing that says otherwise
    }
  }

  private Node endpoint(Binding row) {
    return Substitute.substitute(service.getService(), row);
  }

  private List<Binding> answers(Node endpoint, List<Binding> rows) {
    Set<Var> shared =
        visible.stream()
            .filter(variable -> rows.stream().anyMatch(row -> row.contains(variable)))
            .collect(toCollection(LinkedHashSet::new));
    return asking.ask(endpoint, service.getSubOp(), shared, rows, context);
  }

  private void join(List<Binding> rows, List<Binding> answers) {
    for (Binding row : rows) {
      int before = found.size();
      for (Binding answer : answers) {
        Binding joined = Algebra.merge(row, answer);
        if (joined != null) {
          found.add(joined);
        }
      }
      if (keepsUnmatched && found.size() == before) {
        found.add(row);
      }
    }
  }

  @Override
  protected void closeSubIterator() {}
}
