package cwm.reasoner.rule;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Makes variables that a rule does not have.
final class FreshVariables {
  private final Set<Term> taken = new HashSet<>();
  private int count;

  /// Those that stand beside no others.
  FreshVariables() {}

  /// Those that a rule does not have.
  static FreshVariables of(Triple rule) {
    var fresh = new FreshVariables();
    fresh.taken.addAll(Variables.of(rule));
    return fresh;
  }

  /// The same, which go on from here for themselves.
  FreshVariables copy() {
    var copy = new FreshVariables();
    copy.taken.addAll(taken);
    copy.count = count;
    return copy;
  }

  Term next() {
    Term variable;
    do {
      variable = new Variable("v" + count++);
    } while (taken.contains(variable));
    return variable;
  }

  /// The formula with variables for all that it binds, so that its statements can stand in others.
  Formula open(Formula formula) {
    if (formula.bound().isEmpty()) {
      return formula;
    }
    Map<Term, Term> variables = new HashMap<>();
    formula.bound().forEach(symbol -> variables.put(symbol, next()));
    return new Substitution(variables).apply(Formula.of(formula.statements(), Set.of()));
  }
}
