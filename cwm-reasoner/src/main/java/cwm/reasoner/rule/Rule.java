package cwm.reasoner.rule;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import java.util.List;
import java.util.Optional;

/// A forward rule, ready to be planned.
///
/// @param identity the rule as a formula `{ body => head }` that binds all its variables: two rules
///   are one if these are equal
/// @param stated the same of the rule as somebody states it, which this one may be made of; Skolem
///   terms are of that
/// @param text the rule as a user would recognise it in a message
/// @param alternatives the bodies; each concludes the head by itself (see [BodyPart.Conjunction])
/// @param head the statements concluded
/// @param headFormula the slot whose formula is concluded, for a rule `{ ... } => ?f`
/// @param symbols the variable or blank node that each slot stands for
/// @param existentials slots of the head's blank nodes, in canonical order
/// @param skolemKey slots whose values tell one Skolem term from another, in canonical order
public record Rule(
    Formula identity,
    Formula stated,
    String text,
    List<List<BodyPart>> alternatives,
    List<Atom> head,
    Optional<Pattern> headFormula,
    List<Term> symbols,
    List<Integer> existentials,
    List<Integer> skolemKey) {
  public Rule {
    alternatives = alternatives.stream().map(List::copyOf).toList();
    head = List.copyOf(head);
    symbols = List.copyOf(symbols);
    existentials = List.copyOf(existentials);
    skolemKey = List.copyOf(skolemKey);
  }

  public int slotCount() {
    return symbols.size();
  }

  /// Whether the rule may conclude a statement that the atom matches.
  public boolean mayConclude(Atom atom) {
    return headFormula.isPresent() || (!Fuses.isOne(this) && head.stream().anyMatch(atom::mayMeet));
  }
}
