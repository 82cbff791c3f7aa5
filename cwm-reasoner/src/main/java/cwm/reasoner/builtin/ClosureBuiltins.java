package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
              .showing(SHOWN + "log:inferences { :a :c 2 }"),
          LOG.test(
                  "includes",
                  "formula, or the store; a pattern that it includes",
                  (operands, answers) -> test(operands, true, answers))
              .from("W3C §4.5.8")
              .showing("{ :a :b 1 , 2 } log:includes { :a :b 1 }")
              .remark(
                  "the subject is the store if it is a variable or blank node of its own; then"
                      + " builtins in the pattern are computed. A pattern that the rule writes out"
                      + " binds variables"),
          LOG.test(
                  "notIncludes",
                  "formula, or the store; a pattern that it does not include",
                  (operands, answers) -> test(operands, false, answers))
              .from("W3C §4.5.11")
              .showing("{ :a :b 1 } log:notIncludes { :a :b 2 }")
              .remark("as log:includes"));

  private static final Iri INCLUDES = new Iri(LOG.iri() + "includes");

  // What is concluded if a formula includes another.
  private static final Triple YES = new Triple(INCLUDES, INCLUDES, INCLUDES);

  private ClosureBuiltins() {}

  /// Tests for a pattern that is known only now: by a rule that writes it out. Patterns that rules
  /// write out themselves are matched by their plans.
  private static void test(Operands operands, boolean isWanted, Answers answers) {
    Formula scope = FormulaShapes.read(operands.dictionary(), operands.subject());
    Formula pattern = FormulaShapes.read(operands.dictionary(), operands.object());
    if (scope == null || pattern == null) {
      return;
    }
    // What the formula leaves free is no variable of that rule.
    Set<Term> symbols = new LinkedHashSet<>(scope.bound());
    symbols.addAll(scope.freeVariables());
    Triple test = new Triple(Formula.of(scope.statements(), symbols), INCLUDES, pattern);
    Triple rule =
        new Triple(
            Formula.of(List.of(test), Set.of()), Log.IMPLIES, Formula.of(List.of(YES), Set.of()));
    operands
        .context()
        .formulas()
        .closure(Formula.of(List.of(rule), Set.of()), operands.context())
        .filter(closure -> closure.statements().contains(YES) == isWanted)
        .ifPresent(_ -> answers.answer(operands.subject(), operands.object()));
  }

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
        : operands.context().formulas().closure(formula, operands.context()).orElse(null);
  }

  private static void answer(Operands operands, Formula formula, Answers answers) {
    answers.answer(operands.subject(), FormulaShapes.intern(operands.dictionary(), formula));
  }
}
