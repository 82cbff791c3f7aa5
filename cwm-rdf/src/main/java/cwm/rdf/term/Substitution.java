package cwm.rdf.term;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Replaces free blank nodes and variables in terms, without capture.
///
/// What a formula binds is not replaced inside it, and is renamed where a replacement brings in a
/// symbol of the same name.
public final class Substitution {
  private final Map<? extends Term, ? extends Term> replacements;

  public Substitution(Map<? extends Term, ? extends Term> replacements) {
    this.replacements = replacements;
  }

  public Triple apply(Triple triple) {
    return new Triple(apply(triple.subject()), apply(triple.predicate()), apply(triple.object()));
  }

  public Term apply(Term term) {
    return switch (term) {
      case Iri _, Literal _ -> term;
      case BlankNode _, Variable _ -> replacement(term);
      case ListTerm(var items) -> {
        List<Term> replaced = new ArrayList<>(items.size());
        for (Term item : items) {
          replaced.add(apply(item));
        }
        yield new ListTerm(replaced);
      }
      case TripleTerm(var triple) -> new TripleTerm(apply(triple));
      case Formula formula -> apply(formula);
    };
  }

  public Formula apply(Formula formula) {
    Map<Term, Term> visible = new HashMap<>();
    for (Term symbol : formula.freeSymbols()) {
      Term replacement = replacement(symbol);
      if (!replacement.equals(symbol)) {
        visible.put(symbol, replacement);
      }
    }
    if (visible.isEmpty()) {
      return formula;
    }
    Set<Term> bound = renameCaptured(formula, visible);
    var inner = new Substitution(visible);
    List<Triple> statements = new ArrayList<>(formula.statements().size());
    for (Triple statement : formula.statements()) {
      statements.add(inner.apply(statement));
    }
    return Formula.of(statements, bound);
  }

  /// Adds new names to `visible` for what the formula binds and the replacements there mention.
  /// Returns what the formula binds after renaming.
  private static Set<Term> renameCaptured(Formula formula, Map<Term, Term> visible) {
    Set<Term> broughtIn = Symbols.freeInTerms(visible.values());
    Set<Term> taken = new HashSet<>(broughtIn);
    taken.addAll(formula.freeSymbols());
    taken.addAll(formula.bound());
    Set<Term> bound = new LinkedHashSet<>();
    for (Term symbol : formula.bound()) {
      Term name = symbol;
      if (broughtIn.contains(symbol)) {
        name = fresh(symbol, taken);
        taken.add(name);
        visible.put(symbol, name);
      }
      bound.add(name);
    }
    return bound;
  }

  private static Term fresh(Term symbol, Set<Term> taken) {
    Term candidate = symbol;
    do {
      candidate =
          switch (candidate) {
            case BlankNode(long high, long low) -> BlankNode.of(high, low);
            case Variable(String name) -> new Variable(name + "_");
            case Iri _, Literal _, ListTerm _, TripleTerm _, Formula _ ->
                throw new IllegalStateException("a formula cannot bind " + symbol);
          };
    } while (taken.contains(candidate));
    return candidate;
  }

  private Term replacement(Term symbol) {
    Term replacement = replacements.get(symbol);
    return replacement == null ? symbol : replacement;
  }
}
