package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.QueryException;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprTransformer;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sparql.util.ExprUtils;
import org.apache.jena.sys.JenaSystem;

/// A condition ([RowFilter]) as it is checked where the facts are: for a limited time, after which
/// all facts pass.
///
/// Owned by one thread.
public final class FactFilter {
  static final Var SUBJECT = Var.alloc("s");
  static final Var OBJECT = Var.alloc("o");

  private static final Set<Var> PLACES = Set.of(SUBJECT, OBJECT);
  private static final int TEXT_LENGTH_MAX = 10_000;

  private final Expr condition;
  private final TermNodes terms;
  private final FunctionEnv environment;
  private final long endNanos;

  private FactFilter(Expr condition, TermDictionary dictionary, Duration patience) {
    this.condition = ExprTransformer.transform(new CancellableExpressions(), condition);
    terms = new TermNodes(dictionary, true);
    endNanos = System.nanoTime() + patience.toNanos();
    Context context = ARQ.getContext().copy();
    RegularExpression.endWhen(context, this::isOver);
    environment = new FunctionEnvBase(context);
  }

  /// Reads a condition.
  ///
  /// @param dictionary of the facts
  /// @param patience how long it is checked from now on
  /// @param text over `?s` and `?o`, the subject and the object
  /// @return empty if it is none that [RowFilter] tells, as all facts may pass then
  public static Optional<FactFilter> of(String text, TermDictionary dictionary, Duration patience) {
    if (text.length() > TEXT_LENGTH_MAX) {
      return Optional.empty();
    }
    JenaSystem.init();
    try {
      Expr condition = ExprUtils.parse(text);
      return RowFilter.isSent(condition) && PLACES.containsAll(condition.getVarsMentioned())
          ? Optional.of(new FactFilter(condition, dictionary, patience))
          : Optional.empty();
    } catch (QueryException | StackOverflowError _) {
      return Optional.empty();
    }
  }

  private boolean isOver() {
    return System.nanoTime() - endNanos > 0;
  }

  /// Whether a fact may pass, given by ids. Those do that have lists, which are other nodes where
  /// the query is asked.
  public boolean mayPass(int subject, int object) {
    return isOver() || hasLists(subject) || hasLists(object) || passes(subject, object);
  }

  private boolean hasLists(int id) {
    TermKind kind = terms.dictionary().kind(id);
    return kind == TermKind.LIST || kind == TermKind.TRIPLE || !terms.isVisible(id);
  }

  private boolean passes(int subject, int object) {
    Binding fact =
        Binding.builder().add(SUBJECT, terms.node(subject)).add(OBJECT, terms.node(object)).build();
    try {
      return condition.isSatisfied(fact, environment);
    } catch (RuntimeException | StackOverflowError _) { // too long, or too much for this thread
      return true;
    }
  }
}
