package cwm.jena.sparql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;

/// What an endpoint has answered, by the values that were sent along.
///
/// Owned by one thread.
final class ServiceAnswers {
  /// There are none for any row.
  static final ServiceAnswers NONE = new ServiceAnswers(Node.ANY, List.of(), List.of());

  private final Node endpoint;
  private final List<Var> shared;
  private final Map<List<Node>, List<Binding>> byValues = new HashMap<>();

  // Those that leave some of the variables open, and go with any value.
  private final List<Binding> others = new ArrayList<>();

  /// @param shared the variables whose values were sent
  ServiceAnswers(Node endpoint, List<Var> shared, List<Binding> answers) {
    this.endpoint = endpoint;
    this.shared = shared;
    for (Binding answer : answers) {
      if (shared.stream().allMatch(answer::contains)) {
        byValues.computeIfAbsent(values(answer), _ -> new ArrayList<>()).add(answer);
      } else {
        others.add(answer);
      }
    }
  }

  /// Whether an endpoint has said this whatever the row.
  boolean areAllOf(Node asked) {
    return shared.isEmpty() && endpoint.equals(asked);
  }

  /// What may go with a row of those that were sent.
  Iterator<Binding> candidates(Binding row) {
    return Iter.concat(byValues.getOrDefault(values(row), List.of()).iterator(), others.iterator());
  }

  private List<Node> values(Binding binding) {
    return shared.stream().map(binding::get).toList();
  }
}
