package cwm.jena.sparql;

import cwm.reasoner.WatchedText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.expr.RegexEngine;
import org.apache.jena.sparql.expr.nodevalue.NodeValueOps;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;

/// What stands in one place of a query and matches texts, as ARQ has it but only as long as the
/// query may take. Most often it is the same for each row.
///
/// Owned by one thread.
final class RegularExpression {
  private static final long READS_PER_LOOK = 1 << 10;
  private static final Symbol IS_OVER = Symbol.create("urn:x-cwm:isOver");

  private record Compiled(String expression, @Nullable String flags, Pattern pattern) {}

  private @Nullable Compiled last;

  /// REGEX (SPARQL 1.1 §17.4.3.14).
  ///
  /// @param arguments a text, an expression, and flags if there are any
  /// @throws ExprEvalException if they are not what they are to be
  NodeValue isFound(List<NodeValue> arguments, Context context) {
    String text = string("REGEX", arguments.get(0));
    Pattern pattern = pattern("REGEX", arguments.get(1), optional(arguments, 2));
    return NodeValue.booleanReturn(pattern.matcher(cancellable(text, context)).find());
  }

  /// REPLACE (SPARQL 1.1 §17.4.3.15).
  ///
  /// @param arguments a text, an expression, what comes in place of what matches, and flags if
  ///   there are any
  /// @throws ExprEvalException if they are not what they are to be
  NodeValue replaced(List<NodeValue> arguments, Context context) {
    Node text = NodeValueOps.checkAndGetStringLiteral("REPLACE", arguments.get(0));
    Pattern pattern = pattern("REPLACE", arguments.get(1), optional(arguments, 3));
    String replacement = string("REPLACE", arguments.get(2));
    String before = text.getLiteralLexicalForm();
    String after = replace(pattern.matcher(cancellable(before, context)), replacement);
    return after.equals(before)
        ? arguments.get(0)
        : NodeValue.makeNode(
            NodeFactory.createLiteral(
                after,
                text.getLiteralLanguage(),
                text.getLiteralBaseDirection(),
                text.getLiteralDatatype()));
  }

  /// The parts of a text between what matches, without white space around them.
  List<String> split(Node text, Node expression, Context context) {
    Pattern pattern = compiled("strSplit", expression.getLiteralLexicalForm(), null);
    String[] parts = pattern.split(cancellable(text.getLiteralLexicalForm(), context));
    return Arrays.stream(parts).map(String::trim).toList();
  }

  private static String replace(Matcher found, String replacement) {
    var replaced = new StringBuilder();
    boolean isFirst = true;
    try {
      while (found.find()) {
        // As ARQ has it: where a match ends, there is no other that is empty.
        if (isFirst || found.start() < found.end()) {
          found.appendReplacement(replaced, replacement);
        }
        isFirst = false;
      }
      return found.appendTail(replaced).toString();
    } catch (IndexOutOfBoundsException e) {
      throw new ExprEvalException("REPLACE: there is no such group: " + e.getMessage(), e);
    }
  }

  private static CharSequence cancellable(String text, Context context) {
    AtomicBoolean signal = Context.getCancelSignal(context);
    BooleanSupplier isOver = signal == null ? context.get(IS_OVER) : signal::get;
    return isOver == null
        ? text
        : new WatchedText(text, READS_PER_LOOK, () -> requireGoingOn(isOver));
  }

  private static void requireGoingOn(BooleanSupplier isOver) {
    if (isOver.getAsBoolean()) {
      throw new QueryCancelledException();
    }
  }

  /// Has what is evaluated in a context that belongs to no query end too.
  static void endWhen(Context context, BooleanSupplier isOver) {
    context.set(IS_OVER, isOver);
  }

  private static Optional<NodeValue> optional(List<NodeValue> arguments, int index) {
    return arguments.size() > index ? Optional.of(arguments.get(index)) : Optional.empty();
  }

  private static String string(String function, NodeValue value) {
    return NodeValueOps.checkAndGetStringLiteral(function, value).getLiteralLexicalForm();
  }

  private Pattern pattern(String function, NodeValue expression, Optional<NodeValue> flags) {
    return compiled(
        function,
        string(function, expression),
        flags.map(value -> string(function, value)).orElse(null));
  }

  private Pattern compiled(String function, String expression, @Nullable String flags) {
    Compiled known = last;
    if (known == null
        || !known.expression().equals(expression)
        || !Objects.equals(known.flags(), flags)) {
      known = new Compiled(expression, flags, RegexEngine.makePattern(function, expression, flags));
      last = known;
    }
    return known.pattern();
  }
}
