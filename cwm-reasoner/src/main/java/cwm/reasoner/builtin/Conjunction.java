package cwm.reasoner.builtin;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The union of formulas: what each of them says, and nothing more.
///
/// A blank node or variable that one of them binds says nothing of a symbol of the same name in
/// another, so bound symbols are renamed where names meet (the merge of RDF 1.1 Semantics §4.1).
final class Conjunction {
  private final Set<Term> taken = new HashSet<>();
  private final List<Triple> statements = new ArrayList<>();
  private final Set<Term> bound = new LinkedHashSet<>();

  private Conjunction() {}

  /// The union; equal formulas count once.
  static Formula of(Collection<Formula> formulas) {
    var distinct = new LinkedHashSet<>(formulas);
    var conjunction = new Conjunction();
    for (Formula formula : distinct) {
      conjunction.taken.addAll(formula.freeVariables());
      conjunction.taken.addAll(formula.freeBlankNodes());
    }
    distinct.forEach(conjunction::add);
    return Formula.of(conjunction.statements, conjunction.bound);
  }

  private void add(Formula formula) {
    Map<Term, Term> renamed = new HashMap<>();
    for (Term symbol : formula.bound()) {
      Term unique = symbol;
      while (!taken.add(unique)) {
        unique = next(unique);
      }
      renamed.put(symbol, unique);
    }
    bound.addAll(renamed.values());
    var substitution = new Substitution(renamed);
    for (Triple statement : formula.statements()) {
      statements.add(substitution.apply(statement));
    }
  }

  private static Term next(Term symbol) {
    return switch (symbol) {
      case BlankNode(long high, long low) -> BlankNode.of(high, low);
      case Variable(String name) -> new Variable(name + "_");
      default -> throw new IllegalStateException("a formula cannot bind " + symbol);
    };
  }
}
