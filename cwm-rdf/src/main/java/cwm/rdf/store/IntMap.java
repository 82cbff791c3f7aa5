package cwm.rdf.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A map from positive `int` keys to `int` values, 0 for what is absent; open addressing with
/// linear probing at a load of at most 0.6, 13 to 27 bytes an entry.
///
/// One thread writes; any may read while it does. A reader that sees a value sees everything the
/// writer did before it put the value.
public final class IntMap {
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int GOLDEN = 0x9e3779b9;

  // Key and value alternate, so that a hit costs one cache line.
  private volatile int[] cells;
  private int size;

  public IntMap() {
    this(0);
  }

  /// A map with room for `count` keys before it grows.
  public IntMap(int count) {
    int capacity = 4;
    while (capacity * 3L < count * 5L) {
      capacity <<= 1;
    }
    cells = new int[2 * capacity];
  }

  public int size() {
    return size;
  }

  /// The value of `key`, or 0.
  public int get(int key) {
    int[] cells = this.cells;
    int mask = (cells.length >> 1) - 1;
    for (int i = spread(key) & mask; ; i = (i + 1) & mask) {
      int found = (int) INTS.getAcquire(cells, 2 * i);
      if (found == key) {
        return (int) INTS.getAcquire(cells, 2 * i + 1);
      }
      if (found == 0) {
        return 0;
      }
    }
  }

  /// Sets the value of `key` and returns the former one, or 0.
  public int put(int key, int value) {
    assert key > 0;
    int[] cells = this.cells;
    int at = cellOf(cells, key);
    if (cells[at] == key) {
      int former = cells[at + 1];
      INTS.setRelease(cells, at + 1, value);
      return former;
    }
    if (++size * 10L > cells.length * 3L) {
      cells = grown(cells);
      this.cells = cells;
      at = cellOf(cells, key);
    }
    INTS.setRelease(cells, at + 1, value);
    INTS.setRelease(cells, at, key);
    return 0;
  }

  private static int[] grown(int[] old) {
    int[] larger = new int[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0) {
        int at = cellOf(larger, old[i]);
        larger[at] = old[i];
        larger[at + 1] = old[i + 1];
      }
    }
    return larger;
  }

  private static int cellOf(int[] cells, int key) {
    int mask = (cells.length >> 1) - 1;
    int i = spread(key) & mask;
    while (cells[2 * i] != key && cells[2 * i] != 0) {
      i = (i + 1) & mask;
    }
    return 2 * i;
  }

  private static int spread(int key) {
    int h = key * GOLDEN;
    return h ^ (h >>> 15);
  }
}
