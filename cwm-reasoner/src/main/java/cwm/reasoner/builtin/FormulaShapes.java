package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The shapes that builtins on formulas come in. Where nothing is said, a formula is `true`, as the
/// reader takes `{}`.
final class FormulaShapes {

  /// Computes a formula of some, or `null`.
  @FunctionalInterface
  interface Variadic {
    @Nullable Formula apply(List<Formula> operands);
  }

  /// A statement of a formula.
  ///
  /// @param keys the ids of its terms, [TermDictionary#NONE] for what the formula binds
  /// @param part the statement as a formula of its own, which binds what the whole binds
  private record Part(List<Integer> keys, Formula part) {}

  private FormulaShapes() {}

  /// `(formula ...) function formula`.
  static Builtin ofFormulas(Variadic function) {
    return (operands, answers) -> {
      List<Formula> formulas = operands.isSubjectList() ? readAll(operands) : null;
      Formula result = formulas == null ? null : function.apply(formulas);
      if (result != null) {
        answers.answer(operands.subject(), intern(operands.dictionary(), result));
      }
    };
  }

  private static @Nullable List<Formula> readAll(Operands operands) {
    List<Formula> formulas = new ArrayList<>();
    for (int member : operands.subjectMembers()) {
      Formula formula = read(operands.dictionary(), member);
      if (formula == null) {
        return null;
      }
      formulas.add(formula);
    }
    return formulas;
  }

  /// The formula that a term is, or `null`.
  static @Nullable Formula read(TermDictionary dictionary, int id) {
    return switch (dictionary.kind(id)) {
      case FORMULA -> dictionary.formula(id);
      case LITERAL -> id == truth(dictionary) ? Formula.EMPTY : null;
      case IRI, BLANK_NODE, VARIABLE, LIST, TRIPLE -> null;
    };
  }

  /// The id of a formula.
  static int intern(TermDictionary dictionary, Formula formula) {
    return formula.statements().isEmpty() ? truth(dictionary) : dictionary.intern(formula);
  }

  private static int truth(TermDictionary dictionary) {
    return dictionary.intern(Literal.of(true));
  }

  /// The statements of a formula, each as a formula that binds what the whole binds; in the order
  /// of their terms, and the same for equal formulas.
  static List<Formula> parts(TermDictionary dictionary, Formula formula) {
    List<Part> parts = new ArrayList<>();
    for (Triple statement : formula.statements()) {
      List<Integer> keys =
          List.of(
              key(dictionary, formula, statement.subject()),
              key(dictionary, formula, statement.predicate()),
              key(dictionary, formula, statement.object()));
      parts.add(new Part(keys, part(formula, statement)));
    }
    parts.sort(order(dictionary));
    return parts.stream().map(Part::part).toList();
  }

  /// A statement of a formula as a formula that binds what the whole binds.
  static Formula part(Formula formula, Triple statement) {
    return Formula.of(List.of(statement), formula.bound());
  }

  /// The names of what a formula binds carry no meaning.
  private static int key(TermDictionary dictionary, Formula formula, Term term) {
    return formula.bound().contains(term) ? TermDictionary.NONE : dictionary.intern(term);
  }

  private static Comparator<Part> order(TermDictionary dictionary) {
    var terms = new TermOrder(dictionary);
    return (a, b) -> {
      for (int i = 0; i < a.keys().size(); i++) {
        int x = a.keys().get(i);
        int y = b.keys().get(i);
        boolean areNamed = x != TermDictionary.NONE && y != TermDictionary.NONE;
        int comparison =
            areNamed
                ? terms.compare(x, y)
                : Boolean.compare(x == TermDictionary.NONE, y == TermDictionary.NONE);
        if (comparison != 0) {
          return comparison;
        }
      }
      return Long.compare(a.part().contentHash(), b.part().contentHash());
    };
  }
}
