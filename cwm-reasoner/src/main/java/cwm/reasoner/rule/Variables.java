package cwm.reasoner.rule;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The variables of terms: those that no formula inside binds.
final class Variables {
  private Variables() {}

  /// In order of their first mention.
  static Set<Term> of(Term term) {
    Set<Term> variables = new LinkedHashSet<>();
    collect(term, variables);
    return variables;
  }

  /// In order of their first mention.
  static Set<Term> of(Triple statement) {
    Set<Term> variables = new LinkedHashSet<>();
    collect(statement, variables);
    return variables;
  }

  /// Those that stand outside of quoted formulas.
  static Set<Term> outsideFormulas(Triple statement) {
    Set<Term> variables = new LinkedHashSet<>();
    for (Term term : List.of(statement.subject(), statement.predicate(), statement.object())) {
      collectOutside(term, variables);
    }
    return variables;
  }

  private static void collectOutside(Term term, Set<Term> variables) {
    switch (term) {
      case ListTerm(var items) -> items.forEach(item -> collectOutside(item, variables));
      case Formula _ -> {}
      case Iri _, Literal _, BlankNode _, Variable _, TripleTerm _ -> collect(term, variables);
    }
  }

  private static void collect(Triple statement, Set<Term> variables) {
    collect(statement.subject(), variables);
    collect(statement.predicate(), variables);
    collect(statement.object(), variables);
  }

  private static void collect(Term term, Set<Term> variables) {
    switch (term) {
      case Iri _, Literal _, BlankNode _ -> {}
      case Variable _ -> variables.add(term);
      case ListTerm(var items) -> items.forEach(item -> collect(item, variables));
      case TripleTerm(var triple) -> collect(triple, variables);
      case Formula formula -> variables.addAll(formula.freeVariables());
    }
  }
}
