package cwm.jena.sparql;

import java.util.Arrays;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.expr.aggregate.AggCount;
import org.apache.jena.sparql.expr.aggregate.AggCountVar;
import org.apache.jena.sparql.expr.aggregate.AggCountVarDistinct;
import org.apache.jena.sparql.expr.aggregate.Aggregator;
import org.jspecify.annotations.Nullable;

/// A COUNT for each group of bindings.
final class GroupCount {
  private final Var result;
  private final @Nullable Var counted;
  private final @Nullable DistinctRows seen;
  private final int[] row = new int[2];
  private long[] counts = new long[1];

  /// @param counted whose values are counted; bindings are if there is none
  /// @param isDistinct whether the same value counts once
  private GroupCount(Var result, @Nullable Var counted, boolean isDistinct) {
    this.result = result;
    this.counted = counted;
    seen = isDistinct ? new DistinctRows(row.length) : null;
  }

  /// The count that an aggregate is, if it is one of bindings or of a variable's values.
  static Optional<GroupCount> of(ExprAggregator aggregate) {
    Aggregator aggregator = aggregate.getAggregator();
    boolean isDistinct = aggregator instanceof AggCountVarDistinct;
    if (isDistinct || aggregator instanceof AggCountVar) {
      Expr counted = aggregator.getExprList().get(0);
      return counted.isVariable()
          ? Optional.of(new GroupCount(aggregate.getVar(), counted.asVar(), isDistinct))
          : Optional.empty();
    }
    return aggregator instanceof AggCount
        ? Optional.of(new GroupCount(aggregate.getVar(), null, false))
        : Optional.empty();
  }

  /// The variable that is bound to the count.
  Var result() {
    return result;
  }

  /// The variable whose different values are counted, if it is that.
  Optional<Var> distinct() {
    return seen == null ? Optional.empty() : Optional.ofNullable(counted);
  }

  /// The variable whose values are counted, each as often as it comes, if it is that.
  Optional<Var> repeated() {
    return seen == null ? Optional.ofNullable(counted) : Optional.empty();
  }

  /// The same, of bindings in place of a variable that all of them bind.
  GroupCount ofBindings() {
    return seen == null ? new GroupCount(result, null, false) : this;
  }

  /// @param times how many bindings this one stands for
  void add(int group, Binding binding, long times, ValueNumbers numbers) {
    if (counts(group, binding, numbers)) {
      if (group >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(group + 1, 2 * counts.length));
      }
      counts[group] += seen == null ? times : 1;
    }
  }

  private boolean counts(int group, Binding binding, ValueNumbers numbers) {
    if (counted == null) {
      return true;
    }
    int number = numbers.number(binding, counted);
    if (seen == null || number == ValueNumbers.UNBOUND) {
      return number != ValueNumbers.UNBOUND;
    }
    row[0] = group;
    row[1] = number;
    int seenCount = seen.count();
    return seen.place(row) == seenCount;
  }

  Node count(int group) {
    return NodeValue.makeInteger(group < counts.length ? counts[group] : 0).asNode();
  }
}
