package cwm.reasoner.plan;

/// Rows of bindings on their way from one step to the next: one column of ids for each slot.
///
/// Columns of slots that are not bound yet, or no longer needed, hold leftovers.
final class Batch {
  /// Rows a batch holds at most: columns of a few slots stay within the first-level cache.
  static final int ROWS = 512;

  int[][] columns = new int[0][];
  int rowCount;

  /// A batch of one row, of which the caller sets the columns.
  static Batch ofOneRow(int slotCount) {
    var batch = new Batch();
    batch.columns = new int[slotCount][1];
    batch.rowCount = 1;
    return batch;
  }

  /// Makes room for `slotCount` columns and empties the batch.
  void reset(int slotCount) {
    rowCount = 0;
    if (columns.length < slotCount) {
      int[][] wider = new int[slotCount][];
      System.arraycopy(columns, 0, wider, 0, columns.length);
      for (int slot = columns.length; slot < slotCount; slot++) {
        wider[slot] = new int[ROWS];
      }
      columns = wider;
    }
  }

  /// Appends a row that takes the values of `slots` from a row of `from`, and returns its number.
  int append(Batch from, int row, int[] slots) {
    int added = rowCount++;
    for (int slot : slots) {
      columns[slot][added] = from.columns[slot][row];
    }
    return added;
  }
}
