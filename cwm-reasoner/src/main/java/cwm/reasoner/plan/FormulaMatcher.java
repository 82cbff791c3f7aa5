package cwm.reasoner.plan;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.reasoner.Budget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the values of unknown symbols that make a formula pattern equal to a formula.
///
/// Statements are paired by backtracking; what the pattern binds may be paired with any symbol of
/// the same kind that the formula binds. A candidate is an answer if the pattern with the values
/// filled in is equal to the formula, which [Formula#equals] decides.
final class FormulaMatcher {
  private final Set<Term> unknown;
  private final Budget budget;
  private final Set<Map<Term, Term>> solutions = new LinkedHashSet<>();

  FormulaMatcher(Set<Term> unknown, Budget budget) {
    this.unknown = unknown;
    this.budget = budget;
  }

  /// The different assignments of all unknown symbols under which `pattern` equals `formula`.
  Set<Map<Term, Term>> match(Formula pattern, Formula formula) {
    if (pattern.statements().size() >= formula.statements().size()) {
      search(pattern, formula, 0, new ArrayList<>(formula.statements()), Map.of());
    }
    return solutions;
  }

  private void search(
      Formula pattern, Formula formula, int at, List<Triple> left, Map<Term, Term> paired) {
    budget.check();
    if (at == pattern.statements().size()) {
      accept(pattern, formula, paired);
      return;
    }
    Triple wanted = pattern.statements().get(at);
    // A statement may be matched again: with values filled in, two of the pattern can become one.
    for (Triple candidate : new ArrayList<>(formula.statements())) {
      Map<Term, Term> next = new HashMap<>(paired);
      if (pair(wanted, candidate, pattern.bound(), formula.bound(), next)) {
        List<Triple> rest = new ArrayList<>(left);
        rest.remove(candidate);
        if (rest.size() <= pattern.statements().size() - at - 1) {
          search(pattern, formula, at + 1, rest, next);
        }
      }
    }
  }

  private void accept(Formula pattern, Formula formula, Map<Term, Term> paired) {
    Map<Term, Term> values = new HashMap<>(paired);
    values.keySet().retainAll(unknown);
    if (values.size() == unknown.size()
        && new Substitution(values).apply(pattern).equals(formula)) {
      solutions.add(Map.copyOf(values));
    }
  }

  private boolean pair(
      Triple a, Triple b, Set<Term> boundA, Set<Term> boundB, Map<Term, Term> paired) {
    return pair(a.subject(), b.subject(), boundA, boundB, paired)
        && pair(a.predicate(), b.predicate(), boundA, boundB, paired)
        && pair(a.object(), b.object(), boundA, boundB, paired);
  }

  private boolean pair(Term a, Term b, Set<Term> boundA, Set<Term> boundB, Map<Term, Term> paired) {
    return switch (a) {
      case Iri _, Literal _ -> a.equals(b);
      case BlankNode _, Variable _ -> pairSymbol(a, b, boundA, boundB, paired);
      case ListTerm(var items) ->
          b instanceof ListTerm(var others)
              && items.size() == others.size()
              && pairAll(items, others, boundA, boundB, paired);
      case TripleTerm(var triple) ->
          b instanceof TripleTerm(var other) && pair(triple, other, boundA, boundB, paired);
      case Formula inner ->
          b instanceof Formula other && pairFormula(inner, other, boundA, boundB, paired);
    };
  }

  private boolean pairAll(
      List<Term> as, List<Term> bs, Set<Term> boundA, Set<Term> boundB, Map<Term, Term> paired) {
    for (int i = 0; i < as.size(); i++) {
      if (!pair(as.get(i), bs.get(i), boundA, boundB, paired)) {
        return false;
      }
    }
    return true;
  }

  private boolean pairSymbol(
      Term a, Term b, Set<Term> boundA, Set<Term> boundB, Map<Term, Term> paired) {
    if (unknown.contains(a)) {
      // An unknown belongs to the rule, so it cannot take what the formula binds.
      return !boundB.contains(b)
          && Optional.ofNullable(paired.putIfAbsent(a, b)).map(b::equals).orElse(true);
    }
    if (!boundA.contains(a)) {
      return a.equals(b);
    }
    return boundB.contains(b)
        && a.getClass() == b.getClass()
        && Optional.ofNullable(paired.putIfAbsent(a, b)).map(b::equals).orElse(true);
  }

  /// Pairs nested formulas. If the inner one mentions unknown symbols, the first way to pair its
  /// statements is taken; otherwise they are left to the final comparison.
  private boolean pairFormula(
      Formula a, Formula b, Set<Term> boundA, Set<Term> boundB, Map<Term, Term> paired) {
    if (a.freeSymbols().stream().noneMatch(unknown::contains)) {
      return a.statements().size() == b.statements().size();
    }
    Set<Term> innerA = new HashSet<>(boundA);
    innerA.addAll(a.bound());
    Set<Term> innerB = new HashSet<>(boundB);
    innerB.addAll(b.bound());
    return pairStatements(a.statements(), 0, b.statements(), innerA, innerB, paired);
  }

  private boolean pairStatements(
      List<Triple> as,
      int at,
      List<Triple> bs,
      Set<Term> boundA,
      Set<Term> boundB,
      Map<Term, Term> paired) {
    if (at == as.size()) {
      return true;
    }
    for (Triple candidate : bs) {
      Map<Term, Term> next = new HashMap<>(paired);
      if (pair(as.get(at), candidate, boundA, boundB, next)
          && pairStatements(as, at + 1, bs, boundA, boundB, next)) {
        paired.putAll(next);
        return true;
      }
    }
    return false;
  }
}
