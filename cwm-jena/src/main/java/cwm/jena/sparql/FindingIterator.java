package cwm.jena.sparql;

import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.jspecify.annotations.Nullable;

/// Bindings that are found one by one in what there is of others.
abstract class FindingIterator extends QueryIter1 {
  private @Nullable Binding next;

  FindingIterator(QueryIterator input, ExecutionContext context) {
    super(input, context);
  }

  /// The next one; null if there is none.
  abstract @Nullable Binding find();

  @Override
  protected final boolean hasNextBinding() {
    if (next == null) {
      next = find();
    }
    return next != null;
  }

  @Override
  protected final Binding moveToNextBinding() {
    Binding moved = next;
    next = null;
    if (moved == null) {
      throw new IllegalStateException("asked for more than there is");
    }
    return moved;
  }

  @Override
  protected void requestSubCancel() {}
}
