package cwm.rdf.n3;

import cwm.rdf.store.IntMap;
import java.util.Arrays;

/// Numbers ids 0, 1, 2, ... in the order in which they are first seen.
final class Numbering {
  private final IntMap numbers = new IntMap(); // number + 1
  private int[] ids = new int[4];

  /// The number of `id`, the next free one if it is new.
  int number(int id) {
    int size = numbers.size();
    int known = numbers.get(id);
    if (known != 0) {
      return known - 1;
    }
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size] = id;
    numbers.put(id, size + 1);
    return size;
  }

  /// The number of `id`, or -1 if it has none.
  int find(int id) {
    return numbers.get(id) - 1;
  }

  /// The id that has this number.
  int id(int number) {
    assert number < size();
    return ids[number];
  }

  int size() {
    return numbers.size();
  }
}
