package cwm.jena.sparql;

import java.util.List;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.jspecify.annotations.Nullable;

/// Passes on the first of all bindings that agree in some variables, as they come.
final class DistinctIterator extends FindingIterator {
  private final TermNodes terms;
  private final List<Var> variables;
  private final int rowsMax;
  private final int[] row;
  private ValueNumbers numbers;
  private DistinctRows seen;
  private @Nullable Binding previous;

  /// @param rowsMax after how many that differ they are forgotten but for the last, and may be
  ///   passed on again; at least 2
  DistinctIterator(
      TermNodes terms,
      List<Var> variables,
      int rowsMax,
      QueryIterator input,
      ExecutionContext context) {
    super(input, context);
    this.terms = terms;
    this.variables = variables;
    this.rowsMax = rowsMax;
    row = new int[variables.size()];
    numbers = new ValueNumbers(terms);
    seen = new DistinctRows(row.length);
  }

  @Override
  @Nullable Binding find() {
    while (getInput().hasNext()) {
      Binding binding = getInput().next();
      if (isNew(binding)) {
        return binding;
      }
    }
    return null;
  }

  private boolean isNew(Binding binding) {
    if (seen.count() == rowsMax) {
      forget();
    }
    previous = binding;
    int seenCount = seen.count();
    return place(binding) == seenCount;
  }

  /// The place of what a binding has for the variables.
  private int place(Binding binding) {
    numbers.read(binding, variables, row);
    return seen.place(row);
  }

  /// All but the last one: where equal rows follow one another, ARQ may take REDUCED for DISTINCT.
  private void forget() {
    numbers = new ValueNumbers(terms);
    seen = new DistinctRows(row.length);
    if (previous != null) {
      var _ = place(previous);
    }
  }

  @Override
  protected void closeSubIterator() {}
}
