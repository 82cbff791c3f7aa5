package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import java.util.Arrays;

/// A growing list of facts of one predicate, in two columns.
public final class FactColumns {
  private int predicate;
  private int[] subjects = new int[0];
  private int[] objects = subjects;
  private int count;

  public FactColumns(int predicate) {
    this.predicate = predicate;
  }

  public int predicate() {
    return predicate;
  }

  public int count() {
    return count;
  }

  /// The subject of the fact at an index, from 0.
  public int subject(int index) {
    return subjects[index];
  }

  /// The object of the fact at an index, from 0.
  public int object(int index) {
    return objects[index];
  }

  public void add(int subject, int object) {
    reserve(1);
    addReserved(subject, object);
  }

  /// Makes room for `added` facts.
  void reserve(int added) {
    if (count + added > subjects.length) {
      int length = Math.max(count + added, 4 * count);
      subjects = Arrays.copyOf(subjects, length);
      objects = Arrays.copyOf(objects, length);
    }
  }

  /// Adds a fact for which there is room.
  void addReserved(int subject, int object) {
    subjects[count] = subject;
    objects[count++] = object;
  }

  /// Has the store take the facts as conclusions of `stratum`.
  void deriveIn(FactStore store, int stratum) {
    store.deriveAll(subjects, predicate, objects, 0, count, stratum);
  }

  /// Empties the columns, to be filled with facts of another predicate.
  FactColumns reset(int newPredicate) {
    predicate = newPredicate;
    count = 0;
    return this;
  }
}
