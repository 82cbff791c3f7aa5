package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.GRAPH;
import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.toSet;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The entries of `graph:`, which take formulas apart and put them together.
///
/// A blank node that a formula binds is told by what one statement says of it: `{ _:x :p 1 }` and
/// `{ _:y :p 1 }` have their statement in common.
final class GraphBuiltins {
  private static final String EACH_BY_ITSELF =
      "statements are compared each by itself, whatever a blank node is called in it";

  static final List<BuiltinDefinition> ALL =
      List.of(
          GRAPH
              .function(
                  "difference",
                  "list of formulas; what the first says and none of the others",
                  FormulaShapes.ofFormulas(GraphBuiltins::difference))
              .from("EYE")
              .showing("({ :a :b 1, 2 } { :a :b 2 }) graph:difference { :a :b 1 }")
              .remark(EACH_BY_ITSELF),
          GRAPH
              .function(
                  "intersection",
                  "list of formulas; what all of them say",
                  FormulaShapes.ofFormulas(GraphBuiltins::intersection))
              .from("EYE")
              .showing("({ :a :b 1, 2 } { :a :b 2, 3 }) graph:intersection { :a :b 2 }")
              .remark(EACH_BY_ITSELF),
          GRAPH
              .function("length", "formula; the number of its statements", GraphBuiltins::length)
              .from("EYE")
              .showing("{ :a :b 1, 2 } graph:length 2"),
          GRAPH
              .function(
                  "list",
                  "formula; the list of its statements, each as a formula",
                  GraphBuiltins::list)
              .from("EYE")
              .showing("{ :a :b 2, 1 } graph:list ({ :a :b 1 } { :a :b 2 })")
              .remark("in the order of their terms"),
          GRAPH
              .function(
                  "member", "formula; each of its statements as a formula", GraphBuiltins::member)
              .from("EYE")
              .showing("{ :a :b 1, 2 } graph:member { :a :b 2 }"),
          GRAPH
              .function(
                  "renameBlanks",
                  "formula; it with its blank nodes its own",
                  GraphBuiltins::renameBlanks)
              .from("EYE")
              .showing("{ :a :b _:x } graph:renameBlanks { :a :b _:y }")
              .remark("a blank node of the facts is another one in the result"),
          GRAPH
              .function(
                  "statement",
                  "formula, which is the object itself, or a name; the formula that it stands for",
                  GraphBuiltins::statement)
              .from("EYE")
              .showing("{ :a :b 1 } graph:statement { :a :b 1 }")
              .remark("what a name stands for is what facts say: `:name graph:statement { ... }`"),
          GRAPH
              .function(
                  "union",
                  "list of formulas; what any of them says",
                  FormulaShapes.ofFormulas(Conjunction::of))
              .from("EYE")
              .showing("({ :a :b 1 } { :a :b 2 }) graph:union { :a :b 1, 2 }")
              .remark("as log:conjunction"));

  private GraphBuiltins() {}

  private static @Nullable Formula difference(List<Formula> formulas) {
    if (formulas.isEmpty()) {
      return null;
    }
    Set<Formula> others = new HashSet<>();
    formulas.subList(1, formulas.size()).forEach(other -> others.addAll(parts(other)));
    return where(formulas.getFirst(), not(others::contains));
  }

  private static @Nullable Formula intersection(List<Formula> formulas) {
    if (formulas.isEmpty()) {
      return null;
    }
    Formula result = formulas.getFirst();
    for (Formula other : formulas.subList(1, formulas.size())) {
      result = where(result, parts(other)::contains);
    }
    return result;
  }

  /// The part of a formula whose statements, each as a formula, fulfil `condition`.
  private static Formula where(Formula formula, Predicate<Formula> condition) {
    List<Triple> kept = new ArrayList<>();
    for (Triple statement : formula.statements()) {
      if (condition.test(FormulaShapes.part(formula, statement))) {
        kept.add(statement);
      }
    }
    return Formula.of(kept, formula.bound());
  }

  private static Set<Formula> parts(Formula formula) {
    return formula.statements().stream()
        .map(statement -> FormulaShapes.part(formula, statement))
        .collect(toSet());
  }

  private static void length(Operands operands, Answers answers) {
    Formula formula = FormulaShapes.read(operands.dictionary(), operands.subject());
    if (formula != null) {
      Numeric length = new Numeric.Small(formula.statements().size());
      MathShapes.answerObject(operands, length, answers);
    }
  }

  private static void list(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    Formula formula = FormulaShapes.read(dictionary, operands.subject());
    if (formula != null) {
      int[] parts =
          FormulaShapes.parts(dictionary, formula).stream().mapToInt(dictionary::intern).toArray();
      answers.answer(operands.subject(), ListShapes.intern(dictionary, parts));
    }
  }

  private static void member(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    Formula formula = FormulaShapes.read(dictionary, operands.subject());
    if (formula != null) {
      new LinkedHashSet<>(FormulaShapes.parts(dictionary, formula))
          .forEach(part -> answers.answer(operands.subject(), dictionary.intern(part)));
    }
  }

  /// A formula is what it says. In EYE the predicate leads from graphs to their statements, all of
  /// them at once, and from a name to those of the graph that facts give that name.
  private static void statement(Operands operands, Answers answers) {
    if (FormulaShapes.read(operands.dictionary(), operands.subject()) != null) {
      answers.answer(operands.subject(), operands.subject());
    }
  }

  private static void renameBlanks(Operands operands, Answers answers) {
    Formula formula = FormulaShapes.read(operands.dictionary(), operands.subject());
    if (formula != null) {
      Set<Term> bound = new LinkedHashSet<>(formula.bound());
      bound.addAll(formula.freeBlankNodes());
      Formula renamed = Formula.of(formula.statements(), bound);
      answers.answer(operands.subject(), FormulaShapes.intern(operands.dictionary(), renamed));
    }
  }
}
