package cwm.ipc.wire;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Which of the receiver's ids stands for which of the sender's.
///
/// A dictionary's ids are dense, so most are found in an array by the sender's id. The array is
/// never longer than a few times the number of ids, whatever the sender chooses; what lies beyond
/// is in a hash table, whose multiplier is random so that nobody can aim at one place of it.
final class LinkTable {
  private static final int DIRECT_FACTOR = 8;
  private static final int DIRECT_MIN = 1 << 10;
  private static final int SPARSE_MIN = 1 << 4;

  private final long multiplier = ThreadLocalRandom.current().nextLong() | 1;

  private int[] direct = {};

  // Key and value alternate; a power of two, at most half full. No key is 0.
  private int[] sparse = new int[2 * SPARSE_MIN];
  private int sparseCount;
  private int count;

  /// How many ids of the sender have a meaning.
  int count() {
    return count;
  }

  /// What `id` stands for, or 0 if that has not been said.
  int get(int id) {
    int[] array = direct;
    int own = id < array.length ? array[id] : 0;
    return own != 0 || sparseCount == 0 ? own : sparse[cellOf(sparse, id) + 1];
  }

  /// Says what `id` stands for, which nobody said before.
  void put(int id, int own) {
    assert id > 0 && own > 0 && get(id) == 0;
    count++;
    if (id >= direct.length && id < (long) DIRECT_FACTOR * count + DIRECT_MIN) {
      direct = Arrays.copyOf(direct, Math.max(DIRECT_MIN, id + (id >> 1) + 1));
    }
    if (id < direct.length) {
      direct[id] = own;
      return;
    }
    if (4 * ++sparseCount > sparse.length) {
      sparse = grown(sparse);
    }
    int cell = cellOf(sparse, id);
    sparse[cell] = id;
    sparse[cell + 1] = own;
  }

  /// Forgets everything. Gives the room back rather than clear it: a sender that starts again with
  /// every message is to cost no more than it sends.
  void clear() {
    direct = new int[0];
    sparse = new int[2 * SPARSE_MIN];
    sparseCount = 0;
    count = 0;
  }

  private int[] grown(int[] old) {
    int[] larger = new int[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0) {
        int cell = cellOf(larger, old[i]);
        larger[cell] = old[i];
        larger[cell + 1] = old[i + 1];
      }
    }
    return larger;
  }

  /// Where `id` is, or where it would be.
  private int cellOf(int[] cells, int id) {
    int shift = Long.numberOfLeadingZeros(cells.length >> 1) + 1;
    int cell = 2 * (int) ((id * multiplier) >>> shift);
    while (cells[cell] != id && cells[cell] != 0) {
      cell = (cell + 2) & (cells.length - 1);
    }
    return cell;
  }
}
