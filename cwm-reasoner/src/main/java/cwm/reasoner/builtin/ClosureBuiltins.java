package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entries of `log:` that run the rules of a formula.
final class ClosureBuiltins {
  private static final String SHOWN = "{ :a :b 1 . { :a :b 1 } => { :a :c 2 } } ";

  static final List<BuiltinDefinition> ALL =
      List.of(
          LOG.function(
                  "conclusion",
                  "formula; what it states and all that its rules conclude from that",
                  (operands, answers) -> {
                    Formula closure = closure(operands);
                    if (closure != null) {
                      answer(operands, closure, answers);
                    }
                  })
              .from("W3C §4.5.2")
              .showing(SHOWN + "log:conclusion { :a :b 1 ; :c 2 . { :a :b 1 } => { :a :c 2 } }")
              .remark("the store's facts and rules are no part of it"),
          LOG.function(
                  "inferences",
                  "formula; what its rules conclude that it does not state",
                  ClosureBuiltins::inferences)
              .from("EYE")
              .showing(SHOWN + "log:inferences { :a :c 2 }"));

  private ClosureBuiltins() {}

  private static void inferences(Operands operands, Answers answers) {
    Formula closure = closure(operands);
    if (closure == null) {
      return;
    }
    Formula given = FormulaShapes.read(operands.dictionary(), operands.subject());
    List<Triple> further = new ArrayList<>(closure.statements());
    further.removeAll(given == null ? Set.of() : Set.copyOf(given.statements()));
    answer(operands, Formula.of(further, closure.bound()), answers);
  }

  private static @Nullable Formula closure(Operands operands) {
    Formula formula = FormulaShapes.read(operands.dictionary(), operands.subject());
    return formula == null
        ? null
        : operands.context().formulas().closure(formula, operands.context());
  }

  private static void answer(Operands operands, Formula formula, Answers answers) {
    answers.answer(operands.subject(), FormulaShapes.intern(operands.dictionary(), formula));
  }
}
