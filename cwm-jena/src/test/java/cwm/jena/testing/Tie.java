package cwm.jena.testing;

import java.util.List;
import java.util.Set;
import org.apache.jena.query.SortCondition;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingComparator;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.jspecify.annotations.Nullable;

/// Which rows a query leaves in any order.
///
/// @param sort what it orders them by, empty if by nothing: then all rows are alike
/// @param variables those of the rows
record Tie(List<SortCondition> sort, Set<Var> variables) {

  /// Whether two rows are alike in all that they are ordered by. If that is not to be seen from the
  /// rows, they are not.
  boolean isBetween(Binding one, Binding other) {
    return sort.stream().allMatch(condition -> isAlike(condition, one, other));
  }

  private boolean isAlike(SortCondition condition, Binding one, Binding other) {
    if (!variables.containsAll(condition.getExpression().getVarsMentioned())) {
      return false;
    }
    NodeValue value = value(condition, one);
    NodeValue otherValue = value(condition, other);
    return areBlank(value, otherValue) || BindingComparator.compareNodesRaw(value, otherValue) == 0;
  }

  /// SPARQL has no order among blank nodes.
  private static boolean areBlank(@Nullable NodeValue one, @Nullable NodeValue other) {
    return one != null && other != null && one.isBlank() && other.isBlank();
  }

  private static @Nullable NodeValue value(SortCondition condition, Binding row) {
    try {
      return condition.getExpression().eval(row, new FunctionEnvBase());
    } catch (ExprEvalException _) {
      return null;
    }
  }
}
