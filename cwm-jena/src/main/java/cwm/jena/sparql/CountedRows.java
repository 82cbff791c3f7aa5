package cwm.jena.sparql;

import cwm.rdf.store.RowList;
import java.util.Arrays;

/// Rows of ids, each with how often it stands for. Equal rows may come more than once.
///
/// Owned by one thread.
public final class CountedRows {
  private final RowList rows;
  private long[] counts = new long[16];

  /// Without rows.
  ///
  /// @param width how many ids a row has
  public CountedRows(int width) {
    rows = new RowList(width);
  }

  /// Adds a row, which is copied.
  public void add(int[] row, long count) {
    if (rows.count() == counts.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
    }
    counts[rows.count()] = count;
    rows.add(row);
  }

  /// Adds all rows of another one.
  public void addAll(CountedRows others) {
    int[] row = new int[rows.width()];
    for (int i = 0; i < others.count(); i++) {
      for (int place = 0; place < row.length; place++) {
        row[place] = others.rows.value(i, place);
      }
      add(row, others.counts[i]);
    }
  }

  /// How many rows there are.
  public int count() {
    return rows.count();
  }

  /// What a row has.
  int value(int row, int place) {
    return rows.value(row, place);
  }

  /// How often it stands for.
  long count(int row) {
    return counts[row];
  }
}
