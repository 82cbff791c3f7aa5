package cwm.ipc.message;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Term;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/// Rows of equally many terms each, as ids of one dictionary: what partial matches of a rule are. A
/// row becomes an object only when somebody asks for it.
///
/// Rows without values are all the same, so there is at most one of them. (Their number would cost
/// a sender nothing.)
public final class RowBatch extends AbstractList<List<Term>> implements RandomAccess {
  private final TermDictionary dictionary;
  private final int[] values;
  private final int width;
  private final int size;

  /// A batch over these ids, which belong to it from now on.
  ///
  /// @param values row by row, so many that there are enough for all rows
  /// @param width how many values a row has
  /// @param size how many rows there are
  /// @throws IllegalArgumentException for several rows without values
  public RowBatch(TermDictionary dictionary, int[] values, int width, int size) {
    if (width < 0 || size < 0 || (long) width * size > values.length) {
      throw new IndexOutOfBoundsException(
          "%,d rows of %,d values in %,d".formatted(size, width, values.length));
    }
    if (width == 0 && size > 1) {
      throw new IllegalArgumentException("%,d rows without values; at most 1".formatted(size));
    }
    this.dictionary = dictionary;
    this.values = values;
    this.width = width;
    this.size = size;
  }

  /// These rows, interned in `dictionary`; the list itself if it is such a batch already.
  ///
  /// @throws IllegalArgumentException for rows of different widths, or several without values
  public static RowBatch of(List<List<Term>> rows, TermDictionary dictionary) {
    if (rows instanceof RowBatch batch && batch.dictionary == dictionary) {
      return batch;
    }
    int size = rows.size();
    int width = size == 0 ? 0 : rows.getFirst().size();
    int[] values = new int[Math.multiplyExact(width, size)];
    int at = 0;
    for (List<Term> row : rows) {
      if (row.size() != width) {
        throw new IllegalArgumentException(
            "rows of %,d values and of %,d".formatted(width, row.size()));
      }
      for (Term value : row) {
        values[at++] = dictionary.intern(value);
      }
    }
    return new RowBatch(dictionary, values, width, size);
  }

  /// The dictionary whose ids the values are.
  public TermDictionary dictionary() {
    return dictionary;
  }

  /// How many values a row has. Says nothing if there are no rows.
  public int width() {
    return width;
  }

  public int value(int row, int column) {
    return values[width * Objects.checkIndex(row, size) + Objects.checkIndex(column, width)];
  }

  @Override
  public List<Term> get(int row) {
    Objects.checkIndex(row, size);
    Term[] terms = new Term[width];
    for (int column = 0; column < width; column++) {
      terms[column] = dictionary.term(value(row, column));
    }
    return List.of(terms);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean equals(Object other) {
    if (other instanceof RowBatch that && dictionary == that.dictionary) {
      return size == that.size
          && (size == 0 || width == that.width)
          && Arrays.equals(values, 0, width * size, that.values, 0, width * size);
    }
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
