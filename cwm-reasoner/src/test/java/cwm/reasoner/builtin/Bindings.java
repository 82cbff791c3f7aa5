package cwm.reasoner.builtin;

import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.rdf.term.Variable;
import java.util.HashMap;
import java.util.Map;

/// The variables of a call, bound by matching an answer with it.
final class Bindings {
  private final Map<Variable, Term> values = new HashMap<>();

  /// Whether `term` is the pattern with its variables replaced, each always by the same term.
  boolean match(Term pattern, Term term) {
    if (pattern instanceof Variable variable) {
      Term earlier = values.putIfAbsent(variable, term);
      return earlier == null || earlier.equals(term);
    }
    if (pattern instanceof ListTerm(var patterns)
        && term instanceof ListTerm(var items)
        && patterns.size() == items.size()) {
      for (int i = 0; i < items.size(); i++) {
        if (!match(patterns.get(i), items.get(i))) {
          return false;
        }
      }
      return true;
    }
    return pattern.equals(term);
  }
}
