package cwm.jena.sparql;

import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.rdf.model.impl.Util;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.Function;
import org.apache.jena.sparql.function.FunctionBase;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.function.FunctionFactory;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.apache.jena.sparql.function.library.FN_Matches;
import org.apache.jena.sparql.function.library.FN_StrReplace;
import org.apache.jena.sparql.pfunction.PropFuncArg;
import org.apache.jena.sparql.pfunction.PropertyFunction;
import org.apache.jena.sparql.pfunction.PropertyFunctionFactory;
import org.apache.jena.sparql.pfunction.PropertyFunctionRegistry;
import org.apache.jena.sparql.pfunction.library.strSplit;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sparql.util.IterLib;
import org.jspecify.annotations.Nullable;

/// ARQ's functions without those that let whoever asks do more than ask: load classes by `java:`
/// IRIs, hold a thread up, or print. Those that match texts end when the query is to end.
final class OwnFunctions {
  private static final String CLASS_SCHEME = "java:";

  /// Names of ARQ's functions, under whichever of its namespaces.
  private static final Set<String> REFUSED = Set.of("wait", "print");

  private OwnFunctions() {}

  /// Has queries in a context find no others.
  static void only(Context context) {
    FunctionRegistry.set(context, new Functions());
    PropertyFunctionRegistry.set(context, new PropertyFunctions());
  }

  private static boolean isRefused(String iri) {
    int name = Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('.')) + 1;
    return iri.startsWith(CLASS_SCHEME)
        || (iri.contains("/ARQ/function#") && REFUSED.contains(iri.substring(name)));
  }

  private static Function cancellable(Function function) {
    return switch (function) {
      case FN_Matches _ -> new Matching(2, RegularExpression::isFound);
      case FN_StrReplace _ -> new Matching(3, RegularExpression::replaced);
      default -> function;
    };
  }

  private static PropertyFunction cancellable(PropertyFunction function) {
    return function instanceof strSplit ? new Splitting() : function;
  }

  /// A function of a text and a regular expression.
  private static final class Matching extends FunctionBase {
    private final RegularExpression expression = new RegularExpression();
    private final int argumentCount;
    private final Use use;

    @FunctionalInterface
    private interface Use {
      NodeValue apply(RegularExpression expression, List<NodeValue> arguments, Context context);
    }

    /// @param argumentCount without flags
    Matching(int argumentCount, Use use) {
      this.argumentCount = argumentCount;
      this.use = use;
    }

    @Override
    public void checkBuild(String iri, ExprList arguments) {
      if (arguments.size() != argumentCount && arguments.size() != argumentCount + 1) {
        throw new ExprEvalException(
            "%s has %d arguments, or one more for flags".formatted(iri, argumentCount));
      }
    }

    @Override
    protected NodeValue exec(List<NodeValue> arguments, FunctionEnv env) {
      return use.apply(expression, arguments, env.getContext());
    }

    @Override
    public NodeValue exec(List<NodeValue> arguments) {
      throw new IllegalStateException("asked without what bounds it");
    }
  }

  /// `apf:strSplit`: `?part apf:strSplit (?text ",")`.
  private static final class Splitting extends strSplit {
    private final RegularExpression expression = new RegularExpression();

    @Override
    public QueryIterator execEvaluated(
        Binding binding,
        Node part,
        Node predicate,
        PropFuncArg arguments,
        ExecutionContext context) {
      Node text = arguments.getArg(0);
      Node separator = arguments.getArg(1);
      if (!text.isLiteral() || !separator.isLiteral()) {
        return IterLib.noResults(context);
      }
      List<String> parts = expression.split(text, separator, context.getContext());
      if (Var.isVar(part)) {
        return QueryIterPlainWrapper.create(
            parts.stream()
                .map(NodeFactory::createLiteralString)
                .map(node -> BindingFactory.binding(binding, Var.alloc(part), node))
                .iterator(),
            context);
      }
      return Util.isSimpleString(part) && parts.contains(part.getLiteralLexicalForm())
          ? IterLib.result(binding, context)
          : IterLib.noResults(context);
    }
  }

  // ARQ's registries note what they are asked for, in maps that one thread may use at a time.

  private static final class Functions extends FunctionRegistry {
    private static final Object LOCK = new Object();
    private final FunctionRegistry standard = FunctionRegistry.get();

    @Override
    public @Nullable FunctionFactory getFunctionFactory(String iri) {
      synchronized (LOCK) {
        FunctionFactory found = isRefused(iri) ? null : standard.getFunctionFactory(iri);
        return found == null ? null : name -> cancellable(found.create(name));
      }
    }

    @Override
    public boolean isRegistered(String iri) {
      synchronized (LOCK) {
        return standard.isRegistered(iri);
      }
    }
  }

  private static final class PropertyFunctions extends PropertyFunctionRegistry {
    private static final Object LOCK = new Object();
    private final PropertyFunctionRegistry standard = PropertyFunctionRegistry.get();

    @Override
    public @Nullable PropertyFunctionFactory get(String iri) {
      synchronized (LOCK) {
        PropertyFunctionFactory found = manages(iri) ? standard.get(iri) : null;
        return found == null ? null : name -> cancellable(found.create(name));
      }
    }

    @Override
    public boolean manages(String iri) {
      synchronized (LOCK) {
        return !iri.startsWith(CLASS_SCHEME) && standard.manages(iri);
      }
    }

    @Override
    public boolean isRegistered(String iri) {
      synchronized (LOCK) {
        return standard.isRegistered(iri);
      }
    }
  }
}
