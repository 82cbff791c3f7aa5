package cwm.reasoner.rule;

import java.util.BitSet;
import java.util.function.IntConsumer;

/// A statement of a rule's body or head.
public record Atom(Pattern subject, Pattern predicate, Pattern object) {

  /// Hands each slot in the atom to `action`, with repetitions.
  public void forEachSlot(IntConsumer action) {
    subject.forEachSlot(action);
    predicate.forEachSlot(action);
    object.forEachSlot(action);
  }

  /// Whether some slot is in both atoms.
  public boolean sharesSlot(Atom other) {
    BitSet slots = new BitSet();
    forEachSlot(slots::set);
    BitSet others = new BitSet();
    other.forEachSlot(others::set);
    return slots.intersects(others);
  }

  /// Whether some statement may be an instance of both atoms, whatever their slots are bound to.
  /// Errs on the side of yes.
  public boolean mayMeet(Atom other) {
    return mayMeet(subject, other.subject)
        && mayMeet(predicate, other.predicate)
        && mayMeet(object, other.object);
  }

  private static boolean mayMeet(Pattern a, Pattern b) {
    return !(a instanceof Pattern.Constant(int idA) && b instanceof Pattern.Constant(int idB))
        || idA == idB;
  }
}
