package cwm.reasoner.plan;

import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/// Patterns to be searched for together ([PatternSearch]), when some of their slots have values.
///
/// A plan does not depend on which subjects and objects patterns name, only on how many facts they
/// have, so these are parameters of it: each has a slot of its own, behind those of the caller.
/// Conjunctions of one [Shape] have one plan. The same question about many things, one after the
/// other, is planned once.
public final class Conjunction {
  private static final int PLACE_COUNT = 3;

  private final List<Atom> atoms;
  private final int[] boundSlots;
  private final int[] wantedSlots;
  private final int slotCount;
  private final int[] parameters;

  /// @param atoms with constants and slots only
  /// @param boundSlots the slots that have values before, in the order in which rows have them
  /// @param wantedSlots the slots whose values solutions have
  /// @param slotCount slots are numbered from 0 to below this
  public Conjunction(List<Atom> atoms, int[] boundSlots, int[] wantedSlots, int slotCount) {
    this.atoms = List.copyOf(atoms);
    this.boundSlots = boundSlots.clone();
    this.wantedSlots = wantedSlots.clone();
    this.slotCount = slotCount;
    parameters = parameters(this.atoms);
  }

  private static int[] parameters(List<Atom> atoms) {
    int[] found = new int[2 * atoms.size()];
    int count = 0;
    for (Atom atom : atoms) {
      if (atom.subject() instanceof Pattern.Constant(int id)) {
        found[count++] = id;
      }
      if (atom.object() instanceof Pattern.Constant(int id)) {
        found[count++] = id;
      }
    }
    return Arrays.copyOf(found, count);
  }

  List<Atom> atoms() {
    return atoms;
  }

  /// The slots that have values before, in the order in which rows have them.
  public int[] boundSlots() {
    return boundSlots;
  }

  int[] wantedSlots() {
    return wantedSlots;
  }

  /// The caller's slots; those of the parameters are the next.
  int slotCount() {
    return slotCount;
  }

  /// The values of the parameters.
  int[] parameters() {
    return parameters;
  }

  /// The slots that have values before, as a set.
  BitSet bound() {
    return setOf(boundSlots);
  }

  BitSet wanted() {
    return setOf(wantedSlots);
  }

  private static BitSet setOf(int[] slots) {
    BitSet set = new BitSet();
    IntStream.of(slots).forEach(set::set);
    return set;
  }

  /// The atoms with slots in place of the parameters.
  List<Atom> parameterized() {
    List<Atom> general = new ArrayList<>();
    int next = slotCount;
    for (Atom atom : atoms) {
      Pattern subject =
          atom.subject() instanceof Pattern.Constant ? new Pattern.Slot(next++) : atom.subject();
      Pattern object =
          atom.object() instanceof Pattern.Constant ? new Pattern.Slot(next++) : atom.object();
      general.add(new Atom(subject, atom.predicate(), object));
    }
    return general;
  }

  /// What conjunctions have in common that can have the same plan.
  ///
  /// @param magnitude of the facts that an atom matches, by its object; equal ones do not change
  ///   the plan. Asked only where that can matter
  Shape shape(ToIntFunction<Atom> magnitude) {
    int[] code = new int[atoms.size() * (PLACE_COUNT + 1) + boundSlots.length + wantedSlots.length];
    int at = 0;
    for (Atom atom : atoms) {
      code[at++] = code(atom.subject(), false);
      code[at++] = code(atom.predicate(), true);
      code[at++] = code(atom.object(), false);
      code[at++] = atoms.size() > 1 && isOpen(atom.subject()) ? magnitude.applyAsInt(atom) : 0;
    }
    System.arraycopy(boundSlots, 0, code, at, boundSlots.length);
    System.arraycopy(wantedSlots, 0, code, at + boundSlots.length, wantedSlots.length);
    return new Shape(code, atoms.size(), boundSlots.length);
  }

  private boolean isOpen(Pattern place) {
    if (!(place instanceof Pattern.Slot(int index))) {
      return false;
    }
    for (int slot : boundSlots) {
      if (slot == index) {
        return false;
      }
    }
    return true;
  }

  private static int code(Pattern place, boolean isPredicate) {
    return switch (place) {
      case Pattern.Slot(int index) -> -1 - index;
      case Pattern.Constant(int id) -> isPredicate ? id : 0;
      case Pattern.Listed _, Pattern.Quoted _ ->
          throw new IllegalArgumentException("no constant and no slot: " + place);
    };
  }

  /// A key for plans.
  static final class Shape {
    private final int[] code;
    private final int atomCount;
    private final int boundCount;

    private Shape(int[] code, int atomCount, int boundCount) {
      this.code = code;
      this.atomCount = atomCount;
      this.boundCount = boundCount;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Shape shape
          && atomCount == shape.atomCount
          && boundCount == shape.boundCount
          && Arrays.equals(code, shape.code);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(code);
    }
  }
}
