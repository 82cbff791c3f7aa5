package cwm.ipc.wire;

import java.util.Arrays;

/// A growing list of numbers.
final class IntList {
  private static final int KEPT_MAX = 1 << 14;

  private int[] values = new int[16];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int get(int index) {
    assert index < size;
    return values[index];
  }

  /// The array itself, of which `[0, size())` counts; another one after the next [#add].
  int[] array() {
    return values;
  }

  /// Makes room for `count` numbers altogether.
  void reserve(int count) {
    if (count > values.length) {
      values = Arrays.copyOf(values, count);
    }
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int last() {
    return get(size - 1);
  }

  void removeLast() {
    size--;
  }

  /// Empties the list, and gives back a large array.
  void clear() {
    if (values.length > KEPT_MAX) {
      values = new int[16];
    }
    size = 0;
  }
}
