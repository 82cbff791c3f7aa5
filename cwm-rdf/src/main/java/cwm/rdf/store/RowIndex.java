package cwm.rdf.store;

import java.util.Arrays;

/// The rows of a table by one of their columns: for each value the newest row, for each row the
/// next older one with the same value.
///
/// Chains descend strictly in row numbers, which the engine relies on: a search for rows of a range
/// stops at the first row below it. Values are row + 1, 0 ends a chain.
///
/// One thread writes; any may read while it does, and finds at least the rows that were added
/// before it got hold of the index.
final class RowIndex {
  private final IntMap heads;
  private int[] next;

  /// An index of `column[0, rowCount)`.
  RowIndex(int[] column, int rowCount) {
    heads = new IntMap(Math.min(rowCount, 1 << 16));
    next = new int[Math.max(rowCount, 4)];
    for (int row = 0; row < rowCount; row++) {
      add(column[row], row);
    }
  }

  /// Adds the row, which is higher than all before.
  void add(int value, int row) {
    if (row >= next.length) {
      next = Arrays.copyOf(next, grownLength(next.length));
    }
    next[row] = heads.get(value);
    heads.put(value, row + 1);
  }

  /// Takes back the row, which is the highest.
  void removeLast(int value, int row) {
    heads.put(value, next[row]);
  }

  int first(int value) {
    return heads.get(value) - 1;
  }

  int next(int row) {
    return next[row] - 1;
  }

  int valueCount() {
    return heads.size();
  }

  static int grownLength(int length) {
    return Math.max(length + 16, Math.addExact(length, length >> 1));
  }
}
