package cwm.reasoner.plan;

import java.util.Arrays;

/// Rows that wait to go on, each the values of the same slots.
public final class RowList {
  private static final int ROWS_FIRST = 64;

  private final int width;
  private int[] values = new int[0];
  private int count;

  /// @param width how many slots
  public RowList(int width) {
    this.width = width;
  }

  public int count() {
    return count;
  }

  /// Adds the values of `slots` in a row of `columns`.
  public void add(int[][] columns, int row, int[] slots) {
    assert slots.length == width;
    int at = count++ * width;
    if (at + width > values.length) {
      values = Arrays.copyOf(values, Math.max(ROWS_FIRST * width, 2 * values.length));
    }
    for (int slot : slots) {
      values[at++] = columns[slot][row];
    }
  }

  /// Puts rows `start` to before `end` into the columns of `slots`, from the top.
  void copyTo(int[][] columns, int[] slots, int start, int end) {
    for (int i = 0; i < width; i++) {
      int[] column = columns[slots[i]];
      for (int row = start; row < end; row++) {
        column[row - start] = values[row * width + i];
      }
    }
  }
}
