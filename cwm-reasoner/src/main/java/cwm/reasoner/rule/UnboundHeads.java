package cwm.reasoner.rule;

import static java.util.stream.Collectors.joining;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Forward rules whose heads mention variables that their bodies do not, which is mostly a slip of
/// the pen: such a variable stays one in what the rule concludes.
///
/// What a formula in the head quotes does not count: it may be a rule with variables of its own. A
/// backward rule may have such variables, since who asks gives them values.
public final class UnboundHeads {
  private UnboundHeads() {}

  /// What there is to say of a statement, if it is such a rule.
  public static Optional<String> warning(Triple statement) {
    if (!statement.predicate().equals(Log.IMPLIES) || !RuleCompiler.isRule(statement)) {
      return Optional.empty();
    }
    Set<Term> unbound = ofHead(statement.object());
    unbound.removeAll(Variables.of(statement.subject()));
    if (unbound.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "nothing gives %s a value in %s: the body does not mention %s"
            .formatted(
                unbound.stream().map(UnboundHeads::name).collect(joining(", ")),
                RuleText.of(statement.subject(), statement.object()),
                unbound.size() == 1 ? "it" : "them"));
  }

  private static Set<Term> ofHead(Term head) {
    if (!(head instanceof Formula formula)) {
      return Variables.of(head);
    }
    Set<Term> variables = new LinkedHashSet<>();
    formula.statements().forEach(each -> variables.addAll(Variables.outsideFormulas(each)));
    variables.removeAll(formula.bound());
    return variables;
  }

  private static String name(Term variable) {
    return variable instanceof Variable(String name) ? "?" + name : variable.toString();
  }
}
