package cwm.reasoner.plan;

/// Rows of bindings on their way from one step to the next: one column of ids for each slot.
///
/// Columns of slots that are not bound yet, or no longer needed, hold leftovers.
final class Batch {
  /// Rows a batch holds at most: columns of a few slots stay within the first-level cache.
  static final int ROWS = 512;

  int[][] columns = new int[0][];
  int rowCount;

  /// For steps that work column by column: which row of their input each row extends.
  int[] sources = new int[0];

  /// For steps that follow links ([cwm.rdf.store.RowIndex]): the link for each row of their input.
  int[] links = sources;

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
    if (sources.length == 0) {
      sources = new int[ROWS];
      links = new int[ROWS];
    }
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

  /// Gives the first `count` rows the values of `slots` from the rows of `from` that [#sources]
  /// names.
  void gather(Batch from, int count, int[] slots) {
    rowCount = count;
    for (int slot : slots) {
      gather(from.columns[slot], sources, count, columns[slot]);
    }
  }

  private static void gather(int[] from, int[] sources, int count, int[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = from[sources[i]];
    }
  }
}
