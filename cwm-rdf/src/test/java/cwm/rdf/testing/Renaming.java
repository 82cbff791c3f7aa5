package cwm.rdf.testing;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Says the same in other words: copies terms with new names for all that formulas bind, and with
/// the statements of formulas in another order.
public final class Renaming {
  private final RandomSource random;

  public Renaming(RandomSource random) {
    this.random = random;
  }

  public Formula copy(Formula formula) {
    return copy(formula, Map.of());
  }

  private Formula copy(Formula formula, Map<Term, Term> outer) {
    Map<Term, Term> names = new HashMap<>(outer);
    List<Term> bound = new ArrayList<>();
    for (Term symbol : random.shuffled(formula.bound())) {
      Term name =
          symbol instanceof BlankNode
              ? BlankNode.of(random.nextLong())
              : new Variable("renamed" + random.nextLong());
      names.put(symbol, name);
      bound.add(name);
    }
    List<Triple> statements = new ArrayList<>();
    for (Triple statement : random.shuffled(formula.statements())) {
      statements.add(copy(statement, names));
    }
    return Formula.of(statements, bound);
  }

  private Triple copy(Triple triple, Map<Term, Term> names) {
    return new Triple(
        copy(triple.subject(), names),
        copy(triple.predicate(), names),
        copy(triple.object(), names));
  }

  private Term copy(Term term, Map<Term, Term> names) {
    return switch (term) {
      case Iri _, Literal _ -> term;
      case BlankNode _, Variable _ -> names.getOrDefault(term, term);
      case ListTerm(var items) ->
          new ListTerm(items.stream().map(item -> copy(item, names)).toList());
      case TripleTerm(var triple) -> new TripleTerm(copy(triple, names));
      case Formula formula -> copy(formula, names);
    };
  }
}
