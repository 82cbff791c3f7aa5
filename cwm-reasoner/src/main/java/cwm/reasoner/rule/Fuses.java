package cwm.reasoner.rule;

import cwm.rdf.store.FactStore;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.List;
import java.util.Set;

/// Rules `{ body } => false`, which say what must not be; EYE calls them inference fuses.
///
/// Such a rule runs as one that concludes its own body, with its values, in a relation that the
/// store works with and does not show. Whoever runs it looks there in the end.
public final class Fuses {
  /// What holds and must not: `true inconsistent { body }`.
  public static final Iri INCONSISTENT = new Iri(FactStore.WORKING + "inconsistent");

  private static final Literal TRUE = Literal.of(true);
  private static final Literal FALSE = Literal.of(false);

  private Fuses() {}

  /// The rule that stands for a statement, if it is a fuse; else the statement.
  public static Triple asRule(Triple statement) {
    boolean isFuse =
        statement.predicate().equals(Log.IMPLIES)
            && statement.object().equals(FALSE)
            && RuleCompiler.body(statement.subject()).isPresent();
    if (!isFuse) {
      return statement;
    }
    var concluded = new Triple(TRUE, INCONSISTENT, statement.subject());
    return new Triple(statement.subject(), Log.IMPLIES, Formula.of(List.of(concluded), Set.of()));
  }

  /// Whether a rule stands for a fuse, so that no pattern reads what it concludes.
  public static boolean isOne(Rule rule) {
    return isHead(rule.identity().statements().getFirst().object());
  }

  /// Whether the head of a rule is that of one that stands for a fuse.
  static boolean isHead(Term head) {
    return head instanceof Formula formula
        && formula.statements().size() == 1
        && formula.statements().getFirst().predicate().equals(INCONSISTENT);
  }

  /// What is wrong, for people.
  ///
  /// @param body what a fuse has concluded
  public static String text(Term body) {
    return RuleText.of(body, FALSE);
  }
}
