package cwm.ipc.message;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// Triples as three columns of ids of one dictionary: what bulk is made of. An element becomes an
/// object only when somebody asks for it.
public final class TripleBatch extends AbstractList<Triple> implements RandomAccess {
  private final TermDictionary dictionary;
  private final int[] subjects;
  private final int[] predicates;
  private final int[] objects;
  private final int size;

  /// A batch over these columns, which belong to it from now on.
  ///
  /// @param size how many rows of the columns count
  public TripleBatch(
      TermDictionary dictionary, int[] subjects, int[] predicates, int[] objects, int size) {
    Objects.checkFromIndexSize(0, size, subjects.length);
    Objects.checkFromIndexSize(0, size, predicates.length);
    Objects.checkFromIndexSize(0, size, objects.length);
    this.dictionary = dictionary;
    this.subjects = subjects;
    this.predicates = predicates;
    this.objects = objects;
    this.size = size;
  }

  /// These facts, whose ids are those of `dictionary`.
  public static TripleBatch of(TripleList facts, TermDictionary dictionary) {
    int size = facts.size();
    int[] subjects = new int[size];
    int[] predicates = new int[size];
    int[] objects = new int[size];
    for (int row = 0; row < size; row++) {
      subjects[row] = facts.subject(row);
      predicates[row] = facts.predicate(row);
      objects[row] = facts.object(row);
    }
    return new TripleBatch(dictionary, subjects, predicates, objects, size);
  }

  /// These triples, interned in `dictionary`; the list itself if it is such a batch already.
  public static TripleBatch of(List<Triple> triples, TermDictionary dictionary) {
    if (triples instanceof TripleBatch batch && batch.dictionary == dictionary) {
      return batch;
    }
    int size = triples.size();
    int[] subjects = new int[size];
    int[] predicates = new int[size];
    int[] objects = new int[size];
    int row = 0;
    for (Triple triple : triples) {
      subjects[row] = dictionary.intern(triple.subject());
      predicates[row] = dictionary.intern(triple.predicate());
      objects[row] = dictionary.intern(triple.object());
      row++;
    }
    return new TripleBatch(dictionary, subjects, predicates, objects, size);
  }

  /// The dictionary whose ids the columns hold.
  public TermDictionary dictionary() {
    return dictionary;
  }

  public int subject(int row) {
    return subjects[Objects.checkIndex(row, size)];
  }

  public int predicate(int row) {
    return predicates[Objects.checkIndex(row, size)];
  }

  public int object(int row) {
    return objects[Objects.checkIndex(row, size)];
  }

  /// Copies the ids of `count` rows from `row` on to the start of `target`, row by row: subject,
  /// predicate, object.
  public void copyRows(int row, int count, int[] target) {
    Objects.checkFromIndexSize(row, count, size);
    for (int i = 0; i < count; i++) {
      target[3 * i] = subjects[row + i];
      target[3 * i + 1] = predicates[row + i];
      target[3 * i + 2] = objects[row + i];
    }
  }

  @Override
  public Triple get(int row) {
    return dictionary.triple(subject(row), predicate(row), object(row));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean equals(Object other) {
    if (other instanceof TripleBatch that && dictionary == that.dictionary) {
      return Arrays.equals(subjects, 0, size, that.subjects, 0, that.size)
          && Arrays.equals(predicates, 0, size, that.predicates, 0, that.size)
          && Arrays.equals(objects, 0, size, that.objects, 0, that.size);
    }
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
