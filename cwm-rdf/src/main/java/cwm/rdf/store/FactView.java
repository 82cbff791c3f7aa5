package cwm.rdf.store;

import org.jspecify.annotations.Nullable;

/// The rows that a [FactTable] had at one moment.
///
/// It reads the table's own arrays up to the number of rows there were. Rows added since are passed
/// over, and what would overwrite rows copies the arrays first ([FactTable#view()]). An index that
/// the table had not built by then is built here, for this view.
final class FactView {
  private final int predicate;
  private final int[] subjects;
  private final int[] objects;
  private final int[] slots;
  private final int rowCount;
  private @Nullable RowIndex bySubject;
  private @Nullable RowIndex byObject;

  FactView(
      int predicate,
      int[] subjects,
      int[] objects,
      int[] slots,
      int rowCount,
      @Nullable RowIndex bySubject,
      @Nullable RowIndex byObject) {
    this.predicate = predicate;
    this.subjects = subjects;
    this.objects = objects;
    this.slots = slots;
    this.rowCount = rowCount;
    this.bySubject = bySubject;
    this.byObject = byObject;
  }

  int predicate() {
    return predicate;
  }

  int rowCount() {
    return rowCount;
  }

  boolean contains(int subject, int object) {
    int mask = slots.length - 1;
    for (int i = FactTable.slot(subject, object) & mask; ; i = (i + 1) & mask) {
      int row = slots[i] - 1;
      if (row < 0) {
        return false;
      }
      if (row < rowCount && subjects[row] == subject && objects[row] == object) {
        return true;
      }
    }
  }

  /// Hands every fact that has the given subject and object to `sink`; [TermDictionary#NONE] stands
  /// for any.
  void match(int subject, int object, TripleSink sink) {
    if (subject != TermDictionary.NONE && object != TermDictionary.NONE) {
      if (contains(subject, object)) {
        sink.accept(subject, predicate, object);
      }
    } else if (subject != TermDictionary.NONE) {
      RowIndex index = bySubject();
      for (int row = index.first(subject); row >= 0; row = index.next(row)) {
        if (row < rowCount) {
          sink.accept(subject, predicate, objects[row]);
        }
      }
    } else if (object != TermDictionary.NONE) {
      RowIndex index = byObject();
      for (int row = index.first(object); row >= 0; row = index.next(row)) {
        if (row < rowCount) {
          sink.accept(subjects[row], predicate, object);
        }
      }
    } else {
      for (int row = 0; row < rowCount; row++) {
        sink.accept(subjects[row], predicate, objects[row]);
      }
    }
  }

  private synchronized RowIndex bySubject() {
    RowIndex index = bySubject;
    if (index == null) {
      index = new RowIndex(subjects, rowCount);
      bySubject = index;
    }
    return index;
  }

  private synchronized RowIndex byObject() {
    RowIndex index = byObject;
    if (index == null) {
      index = new RowIndex(objects, rowCount);
      byObject = index;
    }
    return index;
  }
}
