package cwm.rdf.store;

import org.jspecify.annotations.Nullable;

/// The rows that a [FactTable] had at one moment.
///
/// It reads the table's own arrays up to the number of rows there were. Rows added since are passed
/// over, and what would overwrite rows copies the arrays first ([FactTable#view()]). An index that
/// the table had not built by then is built here, for this view.
final class FactView {
  private final int predicate;
  private final long[] pairs;
  private final int[] slots;
  private final int rowCount;
  private @Nullable RowIndex bySubject;
  private @Nullable RowIndex byObject;

  /// @param bySubject the table's index, if it has one; it holds all rows
  /// @param byObject likewise
  FactView(FactTable table, @Nullable RowIndex bySubject, @Nullable RowIndex byObject) {
    predicate = table.predicate();
    pairs = table.pairs();
    slots = table.byPair().slots();
    rowCount = table.rowCount();
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
    return PairIndex.contains(slots, pairs, rowCount, FactTable.pair(subject, object));
  }

  /// Hands every fact that has the given subject and object to `sink`; [TermDictionary#NONE] stands
  /// for any.
  void match(int subject, int object, TripleSink sink) {
    if (subject != TermDictionary.NONE && object != TermDictionary.NONE) {
      if (contains(subject, object)) {
        sink.accept(subject, predicate, object);
      }
    } else if (subject != TermDictionary.NONE) {
      for (int row : bySubject().rows(subject, 0, rowCount)) {
        sink.accept(subject, predicate, FactTable.object(pairs[row]));
      }
    } else if (object != TermDictionary.NONE) {
      for (int row : byObject().rows(object, 0, rowCount)) {
        sink.accept(FactTable.subject(pairs[row]), predicate, object);
      }
    } else {
      for (int row = 0; row < rowCount; row++) {
        sink.accept(FactTable.subject(pairs[row]), predicate, FactTable.object(pairs[row]));
      }
    }
  }

  private synchronized RowIndex bySubject() {
    RowIndex index = bySubject;
    if (index == null) {
      index = RowIndex.bySubject(null, pairs, rowCount);
      bySubject = index;
    }
    return index;
  }

  private synchronized RowIndex byObject() {
    RowIndex index = byObject;
    if (index == null) {
      index = RowIndex.byObject(null, pairs, rowCount);
      byObject = index;
    }
    return index;
  }
}
