package cwm.rdf.term;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/// Finds the blank nodes and variables of terms, with respect to what formulas bind.
final class Symbols {
  private final Set<Term> free = new LinkedHashSet<>();

  private Symbols() {}

  /// The blank nodes and variables that are free in one of the statements, in order of their first
  /// mention.
  static Set<Term> freeIn(Collection<Triple> statements) {
    var symbols = new Symbols();
    statements.forEach(symbols::collect);
    return symbols.free;
  }

  /// The blank nodes and variables that are free in one of the terms.
  static Set<Term> freeInTerms(Collection<? extends Term> terms) {
    var symbols = new Symbols();
    terms.forEach(symbols::collect);
    return symbols.free;
  }

  private void collect(Triple statement) {
    collect(statement.subject());
    collect(statement.predicate());
    collect(statement.object());
  }

  private void collect(Term term) {
    switch (term) {
      case Iri _, Literal _ -> {}
      case BlankNode _, Variable _ -> free.add(term);
      case ListTerm(var items) -> {
        for (Term item : items) {
          collect(item);
        }
      }
      case TripleTerm(var triple) -> collect(triple);
      case Formula formula -> free.addAll(formula.freeSymbols());
    }
  }
}
