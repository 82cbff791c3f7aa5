package cwm.rdf.n3;

import cwm.rdf.term.ContentHash;
import java.util.Arrays;

/// A map from names in UTF-8 to `int` values other than 0, which stands for what is absent.
///
/// Names are kept one behind the other in one array; a name costs its length and about 20 bytes.
final class NameTable {
  private byte[] names = new byte[256];
  private int namesLength;

  // Of each entry, where its name starts, and its value; names are consecutive.
  private int[] starts = new int[16 + 1];
  private int[] values = new int[16];
  private int count;

  // Indices of entries counted from 1, at a load of at most one half.
  private int[] slots = new int[32];

  /// The value of the name `bytes[start, start + length)`, or 0.
  int get(byte[] bytes, int start, int length) {
    return slotted(slots[slotOf(bytes, start, length)]);
  }

  private int slotted(int entry) {
    return entry == 0 ? 0 : values[entry - 1];
  }

  /// Sets the value of a name.
  void put(byte[] bytes, int start, int length, int value) {
    assert value != 0;
    int slot = slotOf(bytes, start, length);
    if (slots[slot] != 0) {
      values[slots[slot] - 1] = value;
      return;
    }
    addName(bytes, start, length);
    values[count++] = value;
    slots[slot] = count;
    if (2 * count == slots.length) {
      growSlots();
    }
  }

  private void addName(byte[] bytes, int start, int length) {
    int end = Math.addExact(namesLength, length);
    if (end > names.length) {
      names = Arrays.copyOf(names, (int) Math.max(end, Math.min(2L * names.length, 1L << 30)));
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
    slots = new int[2 * slots.length];
    for (int entry = 1; entry <= count; entry++) {
      int start = starts[entry - 1];
      slots[slotOf(names, start, starts[entry] - start)] = entry;
    }
  }

  /// The slot that holds the name, or the free one where it belongs.
  private int slotOf(byte[] bytes, int start, int length) {
    int mask = slots.length - 1;
    int slot = (int) ContentHash.ofBytes(0, bytes, start, length) & mask;
    while (slots[slot] != 0 && !holds(slots[slot], bytes, start, length)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean holds(int entry, byte[] bytes, int start, int length) {
    return Arrays.equals(names, starts[entry - 1], starts[entry], bytes, start, start + length);
  }
}
