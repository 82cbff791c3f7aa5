package cwm.jena.sparql;

import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.util.ExprUtils;

/// A condition on the solutions of patterns that can be told to whoever keeps the facts
/// ([FactFilter]): what it says of a solution depends on nothing else.
public final class RowFilter {
  private static final int TEXT_LENGTH_MAX = 2_000;

  /// Functions whose value follows from their arguments, on whichever machine, as ARQ calls them.
  /// Those are left out that go by the machine's language (`lcase`) or zone (`subtract`, of times).
  private static final Set<String> SENT =
      Set.of(
          "add",
          "multiply",
          "divide",
          "unaryminus",
          "unaryplus",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "and",
          "or",
          "not",
          "in",
          "notin",
          "datatype",
          "day",
          "hours",
          "minutes",
          "month",
          "seconds",
          "year",
          "isBlank",
          "isIRI",
          "isURI",
          "isLiteral",
          "isNumeric",
          "lang",
          "langMatches",
          "abs",
          "ceil",
          "floor",
          "round",
          "sameTerm",
          "str",
          "strafter",
          "strbefore",
          "contains",
          "strends",
          "strstarts",
          "strlen",
          "substr",
          "regex");

  private final Expr condition;
  private final Map<Var, Integer> slots;

  private RowFilter(Expr condition, Map<Var, Integer> slots) {
    this.condition = condition;
    this.slots = slots;
  }

  /// What can be told of a condition.
  ///
  /// @param slots where the patterns have which variables
  /// @return empty if it cannot be told, or mentions others
  static Optional<RowFilter> of(Expr condition, Map<Var, Integer> slots) {
    Set<Var> mentioned = condition.getVarsMentioned();
    return isSent(condition) && !mentioned.isEmpty() && slots.keySet().containsAll(mentioned)
        ? Optional.of(new RowFilter(condition, slots))
        : Optional.empty();
  }

  /// Whether a condition is one that is told: owners check what they are told.
  static boolean isSent(Expr expression) {
    return switch (expression) {
      case ExprVar _ -> true;
      case NodeValue constant -> !constant.isBlank();
      case ExprFunction function ->
          SENT.contains(function.getFunctionSymbol().getSymbol())
              && function.getArgs().stream().allMatch(RowFilter::isSent);
      default -> false;
    };
  }

  /// The condition in SPARQL's words, for the facts of one pattern: `?s` is the subject, `?o` the
  /// object.
  ///
  /// @return empty if these do not decide it
  public Optional<String> over(Atom atom) {
    Map<Node, Node> names = new HashMap<>();
    for (Var variable : condition.getVarsMentioned()) {
      Pattern place = new Pattern.Slot(Objects.requireNonNull(slots.get(variable)));
      if (place.equals(atom.subject())) {
        names.put(variable, FactFilter.SUBJECT);
      } else if (place.equals(atom.object())) {
        names.put(variable, FactFilter.OBJECT);
      } else {
        return Optional.empty();
      }
    }
    Expr renamed = condition.applyNodeTransform(node -> names.getOrDefault(node, node));
    return Optional.of(ExprUtils.fmtSPARQL(renamed))
        .filter(text -> text.length() <= TEXT_LENGTH_MAX);
  }
}
