package cwm.rdf.n3;

import cwm.rdf.term.ContentHash;
import java.util.Arrays;

/// A map from names in UTF-8 to `int` values other than 0, which stands for what is absent.
///
/// Names are kept one behind the other in one array; a name costs its length and 24 to 48 bytes.
final class NameTable {
  private static final int ARRAY_LENGTH_MAX = Integer.MAX_VALUE - 8;

  private byte[] names = new byte[256];
  private int namesLength;

  // Of each entry, where its name starts, and its value; names are consecutive.
  private int[] starts = new int[16 + 1];
  private int[] values = new int[16];
  private int count;

  // Open addressing at a load of at most one half. A slot holds the upper half of the name's hash,
  // so that few other names are looked at, and the entry's index counted from 1; 0 is free.
  private long[] slots = new long[32];

  /// The value of the name `bytes[start, start + length)`, or 0.
  int get(byte[] bytes, int start, int length) {
    int entry = (int) slots[slotOf(hash(bytes, start, length), bytes, start, length)];
    return entry == 0 ? 0 : values[entry - 1];
  }

  /// Sets the value of a name.
  void put(byte[] bytes, int start, int length, int value) {
    assert value != 0;
    long hash = hash(bytes, start, length);
    int slot = slotOf(hash, bytes, start, length);
    int entry = (int) slots[slot];
    if (entry != 0) {
      values[entry - 1] = value;
      return;
    }
    addName(bytes, start, length);
    values[count++] = value;
    slots[slot] = slotted(hash, count);
    if (2 * count == slots.length) {
      growSlots();
    }
  }

  /// How many names there are; they are numbered from 0 in the order in which they were added.
  int size() {
    return count;
  }

  /// Sets `name` to the name of that number; it holds until the next one is added.
  void name(int number, Span name) {
    name.set(names, starts[number], starts[number + 1]);
  }

  void clear() {
    if (count > 0) {
      count = 0;
      namesLength = 0;
      Arrays.fill(slots, 0);
    }
  }

  private void addName(byte[] bytes, int start, int length) {
    int end = Math.addExact(namesLength, length);
    if (end > names.length) {
      long doubled = Math.min(2L * names.length, ARRAY_LENGTH_MAX);
      names = Arrays.copyOf(names, (int) Math.max(end, doubled));
    }
    System.arraycopy(bytes, start, names, namesLength, length);
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count + 1);
    }
    namesLength = end;
    starts[count + 1] = end;
  }

  private void growSlots() {
    slots = new long[2 * slots.length];
    for (int entry = 1; entry <= count; entry++) {
      int start = starts[entry - 1];
      int length = starts[entry] - start;
      long hash = hash(names, start, length);
      slots[slotOf(hash, names, start, length)] = slotted(hash, entry);
    }
  }

  /// The slot that holds the name, or the free one where it belongs.
  private int slotOf(long hash, byte[] bytes, int start, int length) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      boolean sameTag = (int) (slots[slot] >>> 32) == (int) (hash >>> 32);
      if (sameTag && holds((int) slots[slot], bytes, start, length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean holds(int entry, byte[] bytes, int start, int length) {
    return Arrays.equals(names, starts[entry - 1], starts[entry], bytes, start, start + length);
  }

  private static long slotted(long hash, int entry) {
    return (hash >>> 32) << 32 | entry;
  }

  private static long hash(byte[] bytes, int start, int length) {
    return ContentHash.ofBytes(0, bytes, start, length);
  }
}
