package cwm.jena.sparql;

import java.util.List;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.Transformer;
import org.apache.jena.sparql.algebra.optimize.Optimize;
import org.apache.jena.sparql.algebra.optimize.Rewrite;
import org.apache.jena.sparql.expr.E_Regex;
import org.apache.jena.sparql.expr.E_StrReplace;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprTransformCopy;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/// Has REGEX and REPLACE in queries end when the query is to end.
final class CancellableExpressions extends ExprTransformCopy {

  /// ARQ's optimizer, behind this.
  static Rewrite optimizer(Context context) {
    Rewrite standard = Optimize.stdOptimizationFactory.create(context);
    return op ->
        standard.rewrite(
            Transformer.transform(new TransformCopy(), new CancellableExpressions(), op));
  }

  @Override
  public Expr transform(ExprFunctionN function, ExprList arguments) {
    return switch (function) {
      case E_Regex _ -> new Regex(arguments);
      case E_StrReplace _ -> new Replace(arguments);
      default -> super.transform(function, arguments);
    };
  }

  private static @Nullable Expr optional(ExprList arguments, int index) {
    return arguments.size() > index ? arguments.get(index) : null;
  }

  /// Says that an expression has no value before the query runs.
  private static ExprEvalException notYet() {
    return new ExprEvalException("nothing is known yet of a limit of time");
  }

  private static final class Regex extends E_Regex {
    private final RegularExpression expression = new RegularExpression();

    Regex(ExprList arguments) {
      super(arguments.get(0), arguments.get(1), optional(arguments, 2));
    }

    @Override
    public NodeValue eval(List<NodeValue> arguments, FunctionEnv env) {
      return expression.isFound(arguments, env.getContext());
    }

    @Override
    public NodeValue eval(List<NodeValue> arguments) {
      throw notYet();
    }

    @Override
    public Expr copy(ExprList arguments) {
      return new Regex(arguments);
    }
  }

  private static final class Replace extends E_StrReplace {
    private final RegularExpression expression = new RegularExpression();

    Replace(ExprList arguments) {
      super(arguments.get(0), arguments.get(1), arguments.get(2), optional(arguments, 3));
    }

    @Override
    public NodeValue eval(List<NodeValue> arguments, FunctionEnv env) {
      return expression.replaced(arguments, env.getContext());
    }

    @Override
    public NodeValue eval(List<NodeValue> arguments) {
      throw notYet();
    }

    @Override
    public Expr copy(ExprList arguments) {
      return new Replace(arguments);
    }
  }
}
