package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import java.util.Arrays;

/// A growing list of facts of one predicate, in two columns.
final class FactColumns {
  private static final int COUNT_FIRST = 64;

  private final int predicate;
  private int[] subjects = new int[COUNT_FIRST];
  private int[] objects = new int[COUNT_FIRST];
  private int count;

  FactColumns(int predicate) {
    this.predicate = predicate;
  }

  int predicate() {
    return predicate;
  }

  int count() {
    return count;
  }

  void add(int subject, int object) {
    if (count == subjects.length) {
      subjects = Arrays.copyOf(subjects, 2 * count);
      objects = Arrays.copyOf(objects, 2 * count);
    }
    subjects[count] = subject;
    objects[count++] = object;
  }

  /// Has the store take the facts as conclusions of `stratum`.
  void deriveIn(FactStore store, int stratum) {
    store.deriveAll(subjects, predicate, objects, 0, count, stratum);
  }

  void clear() {
    count = 0;
  }
}
