package cwm.jena.sparql;

import java.util.Iterator;
import java.util.List;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIter;

/// Bindings that each stand for several, and others that stand for themselves.
final class GroupedIterator extends QueryIter {
  private final CountedRows rows;
  private final TermNodes terms;
  private final List<Var> variables;
  private final Iterator<Binding> besides;
  private int next;

  /// @param variables what the values of a row are bound to
  GroupedIterator(
      CountedRows rows,
      TermNodes terms,
      List<Var> variables,
      Iterator<Binding> besides,
      ExecutionContext context) {
    super(context);
    this.besides = besides;
    this.rows = rows;
    this.terms = terms;
    this.variables = variables;
  }

  @Override
  protected boolean hasNextBinding() {
    return next < rows.count() || besides.hasNext();
  }

  @Override
  protected Binding moveToNextBinding() {
    int row = next++;
    if (row >= rows.count()) {
      return besides.next();
    }
    int[] ids = new int[variables.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rows.value(row, i);
    }
    Binding root = BindingFactory.root();
    return ids.length == 0 ? root : new RowBinding(root, terms, variables, ids);
  }

  /// How many the binding stands for that was the last one. Those behind the rows are of `besides`.
  long count() {
    return next > rows.count() ? 1 : rows.count(next - 1);
  }

  @Override
  protected void closeIterator() {}

  @Override
  protected void requestCancel() {}
}
