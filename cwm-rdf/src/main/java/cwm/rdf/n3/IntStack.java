package cwm.rdf.n3;

import java.util.Arrays;

/// A growing array of numbers, used from its end.
final class IntStack {
  private int[] numbers = new int[64];
  private int size;

  void push(int number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.multiplyExact(2, size));
    }
    numbers[size++] = number;
  }

  int size() {
    return size;
  }

  /// The numbers, from the bottom up, of which only `size()` count.
  int[] array() {
    return numbers;
  }

  /// The numbers from `start` up, which go away.
  int[] popFrom(int start) {
    int[] popped = Arrays.copyOfRange(numbers, start, size);
    size = start;
    return popped;
  }

  /// Drops what lies above the lowest `size` numbers.
  void truncate(int size) {
    assert size <= this.size;
    this.size = size;
  }

  void clear() {
    size = 0;
  }
}
