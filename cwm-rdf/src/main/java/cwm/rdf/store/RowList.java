package cwm.rdf.store;

import java.util.Arrays;

/// Rows of term ids, each the values of the same slots, on their way from one place to another.
public final class RowList {
  private static final int ROWS_FIRST = 64;

  private final int width;
  private int[] values = new int[0];
  private int count;

  /// @param width how many slots
  public RowList(int width) {
    this.width = width;
  }

  /// A list of known rows.
  ///
  /// @param values of `count` rows, one row behind the other; the list's own from now on
  public static RowList of(int width, int count, int[] values) {
    if (values.length != width * count) {
      throw new IllegalArgumentException(
          "%d values for %d rows of %d".formatted(values.length, count, width));
    }
    var list = new RowList(width);
    list.values = values;
    list.count = count;
    return list;
  }

  /// The values, one row behind the other.
  public int[] toArray() {
    return Arrays.copyOf(values, count * width);
  }

  public int count() {
    return count;
  }

  /// How many slots.
  public int width() {
    return width;
  }

  /// A value of a row, both from 0.
  public int value(int row, int place) {
    return values[row * width + place];
  }

  /// Adds a row.
  ///
  /// @param row a value for each slot
  public void add(int[] row) {
    int at = count * width;
    makeRoom();
    System.arraycopy(row, 0, values, at, width);
  }

  private void makeRoom() {
    count++;
    if (count * width > values.length) {
      values = Arrays.copyOf(values, Math.max(ROWS_FIRST * width, 2 * values.length));
    }
  }

  /// Adds the values of `slots` in a row of `columns`.
  public void add(int[][] columns, int row, int[] slots) {
    assert slots.length == width;
    int at = count * width;
    makeRoom();
    for (int slot : slots) {
      values[at++] = columns[slot][row];
    }
  }

  /// Puts rows `start` to before `end` into the columns of `slots`, from the top.
  public void copyTo(int[][] columns, int[] slots, int start, int end) {
    for (int i = 0; i < width; i++) {
      int[] column = columns[slots[i]];
      for (int row = start; row < end; row++) {
        column[row - start] = values[row * width + i];
      }
    }
  }
}
