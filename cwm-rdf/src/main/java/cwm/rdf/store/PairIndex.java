package cwm.rdf.store;

/// The rows of a table by (subject, object): a hash table with linear probing at a load of at most
/// 0.6, 7 to 13 bytes a row.
///
/// A slot holds row + 1 in as many bits as the table's size has, and as much of the hash code as
/// fits in the others. A probe for a pair that is not there thus looks at the pairs themselves, a
/// second cache line, only once in 2 to the power of those other bits: 1,000 times for a million
/// rows. Rows enter in order and leave in reverse order, so a slot can be emptied without moving
/// others: whoever probed past it has left before.
final class PairIndex {
  private static final int EMPTY = 0;

  private int[] slots = new int[8];

  /// The table as it is, for [#contains].
  int[] slots() {
    return slots;
  }

  /// An index of the same rows that shares nothing with this one.
  PairIndex copy() {
    var copy = new PairIndex();
    copy.slots = slots.clone();
    return copy;
  }

  /// The row of `pair`, or -1.
  int find(long[] pairs, long pair) {
    return find(pairs, pair, hash(pair));
  }

  /// The row of a pair of which the hash code is known, or -1.
  int find(long[] pairs, long pair, int hash) {
    int[] slots = this.slots;
    int mask = slots.length - 1;
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      int slot = slots[at];
      if (slot == EMPTY) {
        return -1;
      }
      if (((slot ^ hash) & ~mask) == 0 && pairs[(slot & mask) - 1] == pair) {
        return (slot & mask) - 1;
      }
    }
  }

  /// The row that the first slot for a hash code leads to, if that may be the pair's, else -1,
  /// which says nothing.
  int firstCandidate(int hash) {
    int mask = slots.length - 1;
    int slot = slots[hash & mask];
    return ((slot ^ hash) & ~mask) == 0 ? (slot & mask) - 1 : -1;
  }

  /// Whether `pair` is one of the first `rowCount`, by a table that may get more rows meanwhile.
  static boolean contains(int[] slots, long[] pairs, int rowCount, long pair) {
    int hash = hash(pair);
    int mask = slots.length - 1;
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      int slot = slots[at];
      if (slot == EMPTY) {
        return false;
      }
      int row = (slot & mask) - 1;
      if (row < rowCount && pairs[row] == pair) {
        return true;
      }
    }
  }

  /// Makes room for rows below `rowCount`; those below `entered` are in.
  void reserve(long[] pairs, int entered, int rowCount) {
    if (rowCount * 5L > slots.length * 3L) {
      rebuild(pairs, entered, lengthFor(rowCount));
    }
  }

  /// Enters the rows `[entered, rowCount)`; those below are in.
  void complete(long[] pairs, int entered, int rowCount) {
    if (rowCount * 5L > slots.length * 3L) {
      rebuild(pairs, rowCount, lengthFor(rowCount));
    } else {
      enter(slots, pairs, entered, rowCount);
    }
  }

  private int lengthFor(int rowCount) {
    int length = slots.length;
    while (rowCount * 5L > length * 3L) {
      length = Math.multiplyExact(length, 2);
    }
    return length;
  }

  /// Forgets all rows and enters those of `pairs[0, rowCount)`.
  void rebuild(long[] pairs, int rowCount) {
    rebuild(pairs, rowCount, slots.length);
  }

  private void rebuild(long[] pairs, int rowCount, int length) {
    int[] rebuilt = new int[length];
    enter(rebuilt, pairs, 0, rowCount);
    slots = rebuilt;
  }

  private static void enter(int[] slots, long[] pairs, int start, int end) {
    int mask = slots.length - 1;
    for (int row = start; row < end; row++) {
      int hash = hash(pairs[row]);
      int at = hash & mask;
      while (slots[at] != EMPTY) {
        at = (at + 1) & mask;
      }
      slots[at] = (hash & ~mask) | (row + 1);
    }
  }

  /// Finds `pair`, whose hash code is `hash`, or enters it as `row`, for which there is room.
  ///
  /// @return the row it has, or -1 if it was entered
  int findOrEnter(long[] pairs, long pair, int hash, int row) {
    int[] slots = this.slots;
    int mask = slots.length - 1;
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      int slot = slots[at];
      if (slot == EMPTY) {
        slots[at] = (hash & ~mask) | (row + 1);
        return -1;
      }
      if (((slot ^ hash) & ~mask) == 0 && pairs[(slot & mask) - 1] == pair) {
        return (slot & mask) - 1;
      }
    }
  }

  /// Takes `row`, the highest, out again.
  void leave(long pair, int row) {
    int mask = slots.length - 1;
    int hash = hash(pair);
    int slot = (hash & ~mask) | (row + 1);
    int at = hash & mask;
    while (slots[at] != slot) {
      at = (at + 1) & mask;
    }
    slots[at] = EMPTY;
  }

  /// Finds the rows of the first `count` pairs of a batch; -1 for those that are not there.
  void findAll(long[] pairs, int count, PairBatch batch) {
    lookAhead(pairs, count, batch);
    for (int i = 0; i < count; i++) {
      if (batch.rows[i] < 0) {
        batch.rows[i] = find(pairs, batch.pairs[i], batch.hashes[i]);
      }
    }
  }

  /// Looks up the first `count` pairs of a batch: sets their hash codes, and their rows as far as
  /// the first slot leads there; -1 says nothing yet.
  ///
  /// Each loop does one thing for all pairs, so that the processor waits for many cache lines at
  /// once instead of one after the other; what follows finds them at hand.
  void lookAhead(long[] pairs, int count, PairBatch batch) {
    long[] wanted = batch.pairs;
    int[] hashes = batch.hashes;
    int[] rows = batch.rows;
    int[] slots = this.slots;
    int mask = slots.length - 1;
    for (int i = 0; i < count; i++) {
      int hash = hash(wanted[i]);
      hashes[i] = hash;
      rows[i] = slots[hash & mask];
    }
    for (int i = 0; i < count; i++) {
      int slot = rows[i];
      int row = (slot & mask) - 1;
      rows[i] =
          slot != EMPTY && ((slot ^ hashes[i]) & ~mask) == 0 && pairs[row] == wanted[i] ? row : -1;
    }
  }

  static int hash(long pair) {
    long h = pair * 0x9e3779b97f4a7c15L;
    h ^= h >>> 32;
    h *= 0xc2b2ae3d27d4eb4fL;
    return (int) (h >>> 32);
  }
}
