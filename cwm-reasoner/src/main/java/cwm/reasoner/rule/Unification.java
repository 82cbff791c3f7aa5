package cwm.reasoner.rule;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;

/// Whether terms of different rules can be one term.
final class Unification {
  private Unification() {}

  /// Whether a term of a head and one of a goal may be the same for some values of their variables.
  /// Errs on the side of yes; a blank node of the head may be any blank node.
  static boolean mayMeet(Term head, Term goal) {
    if (goal instanceof Variable) {
      return true;
    }
    return switch (head) {
      case Variable _ -> true;
      case BlankNode _ -> goal instanceof BlankNode;
      case Iri _, Literal _, TripleTerm _ -> head.equals(goal);
      case Formula _ -> goal instanceof Formula;
      case ListTerm(var items) -> {
        if (!(goal instanceof ListTerm(var others)) || items.size() != others.size()) {
          yield false;
        }
        boolean all = true;
        for (int i = 0; i < items.size(); i++) {
          all &= mayMeet(items.get(i), others.get(i));
        }
        yield all;
      }
    };
  }
}
