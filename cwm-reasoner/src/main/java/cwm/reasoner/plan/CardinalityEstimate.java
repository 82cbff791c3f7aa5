package cwm.reasoner.plan;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.BitSet;

/// Guesses how many facts a pattern matches for each row so far.
final class CardinalityEstimate {
  /// Facts of a constant counted one by one up to this; more are as good as this many.
  private static final int COUNT_MAX = 1_000;

  private CardinalityEstimate() {}

  /// Expected matches of `atom` when the slots in `bound` have values.
  static double rows(FactStore store, Atom atom, BitSet bound) {
    boolean subject = atom.subject().isBound(bound);
    boolean object = atom.object().isBound(bound);
    if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
      return store.table(predicate).map(table -> rows(table, atom, subject, object)).orElse(0.0);
    }
    double rows = 0;
    for (FactTable table : store.tables()) {
      rows += rows(table, subject, object);
    }
    return atom.predicate().isBound(bound) ? rows / Math.max(1, store.tables().size()) : rows;
  }

  /// The order of magnitude of what the constants of an atom have to do with what is expected of
  /// it: atoms that differ in subject and object only, and are alike in this, can share a plan.
  static int magnitude(FactStore store, Atom atom) {
    if (atom.predicate() instanceof Pattern.Constant(int predicate)
        && atom.object() instanceof Pattern.Constant(int object)) {
      int count = store.table(predicate).map(table -> count(table, object)).orElse(0);
      return Integer.SIZE - Integer.numberOfLeadingZeros(count);
    }
    return 0;
  }

  /// How many facts have an object, as far as that is counted.
  private static int count(FactTable table, int object) {
    return table.byObject(table.rowCount()).count(object, COUNT_MAX);
  }

  private static double rows(FactTable table, Atom atom, boolean subject, boolean object) {
    double rows = rows(table, subject, object);
    if (!subject && atom.object() instanceof Pattern.Constant(int id)) {
      int count = count(table, id);
      return count < COUNT_MAX ? count : Math.max(COUNT_MAX, rows);
    }
    return rows;
  }

  private static double rows(FactTable table, boolean subject, boolean object) {
    double rows = table.rowCount();
    if (subject && object) {
      return Math.min(1, rows) / 2;
    }
    if (subject) {
      return rows / Math.max(1, table.subjectCount());
    }
    return object ? rows / Math.max(1, table.objectCount()) : rows;
  }
}
