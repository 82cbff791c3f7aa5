package cwm.jena.sparql;

import cwm.rdf.store.RowList;

/// Rows of numbers, each once, at places from 0 in the order in which they came.
///
/// A hash table with linear probing, at most half full: 8 to 16 bytes a row, and the row itself.
final class DistinctRows {
  private static final int SLOTS_FIRST = 16;
  private static final int GOLDEN = 0x9e3779b9;
  private static final int EMPTY = 0;

  private final int width;
  private final RowList rows;

  // Place + 1.
  private int[] slots = new int[SLOTS_FIRST];

  /// @param width how many numbers a row has
  DistinctRows(int width) {
    this.width = width;
    rows = new RowList(width);
  }

  int count() {
    return rows.count();
  }

  /// A number of the row at a place.
  int value(int place, int index) {
    return rows.value(place, index);
  }

  /// The place of a row, which is added if it is new: at what was [#count] before.
  int place(int[] row) {
    int slot = slot(row);
    if (slots[slot] == EMPTY) {
      rows.add(row);
      slots[slot] = rows.count();
      if (2 * rows.count() > slots.length) {
        grow();
        return rows.count() - 1;
      }
    }
    return slots[slot] - 1;
  }

  /// Where a row is, or where it is to be.
  private int slot(int[] row) {
    int mask = slots.length - 1;
    int slot = hash(row) & mask;
    while (slots[slot] != EMPTY && !isAt(slots[slot] - 1, row)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int place, int[] row) {
    for (int i = 0; i < width; i++) {
      if (rows.value(place, i) != row[i]) {
        return false;
      }
    }
    return true;
  }

  private static int hash(int[] row) {
    int hash = 0;
    for (int value : row) {
      hash = (hash ^ value) * GOLDEN;
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    int[] row = new int[width];
    for (int place = 0; place < rows.count(); place++) {
      for (int i = 0; i < width; i++) {
        row[i] = rows.value(place, i);
      }
      slots[slot(row)] = place + 1;
    }
  }
}
