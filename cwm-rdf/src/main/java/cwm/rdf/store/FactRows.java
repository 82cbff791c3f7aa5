package cwm.rdf.store;

/// Some rows of a [FactTable], for other threads to read while the table grows.
///
/// Whoever makes them sees to it that readers see what had been written by then. They are valid
/// until rows of the table are dropped.
public final class FactRows {
  public static final FactRows NONE = new FactRows(new long[0], 0, 0);

  private final long[] pairs;
  private final int start;
  private final int end;

  /// Rows `[start, end)` of a table.
  FactRows(long[] pairs, int start, int end) {
    this.pairs = pairs;
    this.start = start;
    this.end = end;
  }

  public int count() {
    return end - start;
  }

  /// Copies the rows from number `first` on, counted from 0, into the beginnings of two columns.
  public void copyTo(int[] subjects, int[] objects, int first, int count) {
    for (int i = 0, row = start + first; i < count; i++, row++) {
      subjects[i] = FactTable.subject(pairs[row]);
      objects[i] = FactTable.object(pairs[row]);
    }
  }
}
