package cwm.reasoner.rule;

import cwm.rdf.term.Formula;
import cwm.rdf.term.FormulaIdentity;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A forward rule as a statement, `body => head`.
///
/// @param origin the rule that it was made of, if nobody states it as it is here
public record RuleStatement(Term body, Term head, Optional<Origin> origin) {

  /// What a rule keeps of the one that it was made of.
  ///
  /// @param stated the rule's [Rule#stated()]
  /// @param skolemVariables the variables whose values tell one Skolem term from another, in order
  /// @param text the rule as a user would recognise it
  public record Origin(Formula stated, List<Term> skolemVariables, String text) {
    public Origin {
      skolemVariables = List.copyOf(skolemVariables);
    }

    static Origin of(Term body, Term head, String text) {
      Formula stated = closed(body, head);
      Set<Term> inHead = Variables.of(head);
      List<Term> variables =
          FormulaIdentity.canonicalOrder(stated).stream().filter(inHead::contains).toList();
      return new Origin(stated, variables, text);
    }
  }

  /// The rule that the statement `body => head` is.
  public static RuleStatement of(Triple implication) {
    return new RuleStatement(implication.subject(), implication.object(), Optional.empty());
  }

  /// What a rule, forward or backward, is told from others by.
  public static Formula identity(Triple rule) {
    Formula open = Formula.of(List.of(rule), Set.of());
    return Formula.of(List.of(rule), open.freeVariables());
  }

  /// The formula `{ body => head }` that binds all variables of the rule.
  public static Formula closed(Term body, Term head) {
    return identity(new Triple(body, Log.IMPLIES, head));
  }
}
