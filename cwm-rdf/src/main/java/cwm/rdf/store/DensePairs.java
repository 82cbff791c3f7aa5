package cwm.rdf.store;

import org.jspecify.annotations.Nullable;

/// The pairs of a table in which many of the possible pairs are there, as [PairBits]: all that are
/// there, and where it matters those that are *settled*, so that deriving one again changes
/// nothing.
///
/// A conclusion that is known already then costs a bit to be looked at, in memory that is mostly in
/// a cache, where the hash table costs two cache lines spread over all rows.
final class DensePairs {
  /// Tables with fewer rows are found quickly by hash.
  private static final int ROWS_MIN = 1_024;

  /// Pairs are kept as bits if these are expected to take at most so many bytes a row ...
  private static final int ROW_BYTES_EXPECTED_MAX = 16;

  /// ... and as long as they take at most these.
  private static final int ROW_BYTES_MAX = 20;

  /// Lines are subjects where that saves so many times the memory. More than two, so that two
  /// workers, each of which has half of the subjects, do as one does.
  private static final int SUBJECT_LINES_GAIN = 4;

  private final PairBits present;
  private @Nullable PairBits settled;

  private DensePairs(PairBits present) {
    this.present = present;
  }

  /// The first `rowCount` pairs as bits; null if these would take too much memory.
  static @Nullable DensePairs of(long[] pairs, int rowCount) {
    if (rowCount < ROWS_MIN) {
      return null;
    }
    long subjectCount = FactTable.guessCount(pairs, rowCount, FactTable.SUBJECT_SHIFT);
    long objectCount = FactTable.guessCount(pairs, rowCount, FactTable.OBJECT_SHIFT);
    // Where it makes no difference lines are objects: rules of the form of a transitive closure
    // mostly conclude for one object after the other.
    boolean linesAreSubjects = SUBJECT_LINES_GAIN * subjectCount < objectCount;
    long expectedBytes =
        linesAreSubjects
            ? subjectCount * sampledSpan(pairs, rowCount, FactTable.OBJECT_SHIFT) / Byte.SIZE
            : objectCount * sampledSpan(pairs, rowCount, FactTable.SUBJECT_SHIFT) / Byte.SIZE;
    if (expectedBytes > (long) rowCount * ROW_BYTES_EXPECTED_MAX) {
      return null;
    }
    var bits = new PairBits(linesAreSubjects);
    for (int row = 0; row < rowCount; row++) {
      if (!bits.add(pairs[row], bytesMax(rowCount))) {
        return null;
      }
    }
    return new DensePairs(bits);
  }

  private static long sampledSpan(long[] pairs, int rowCount, int shift) {
    int min = Integer.MAX_VALUE;
    int max = 0;
    int step = rowCount / ROWS_MIN;
    for (int row = 0; row < rowCount; row += step) {
      int value = (int) (pairs[row] >>> shift);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return 1L + max - min;
  }

  private static long bytesMax(int rowCount) {
    return (long) rowCount * ROW_BYTES_MAX;
  }

  boolean contains(long pair) {
    return present.contains(pair);
  }

  /// The settled pairs.
  PairBits settled() {
    return settled == null ? present : settled;
  }

  /// Adds a pair.
  ///
  /// @param rowCount how many rows there are
  /// @return false if the bits would take too much memory: they are of no use any more
  boolean add(long pair, boolean isSettled, int rowCount) {
    return present.add(pair, bytesMax(rowCount)) && (!isSettled || settle(pair, rowCount));
  }

  /// Notes that a pair is settled.
  ///
  /// @return as [#add]
  boolean settle(long pair, int rowCount) {
    return settled == null || settled.add(pair, bytesMax(rowCount));
  }

  /// Whether it is known of each pair if it is settled; else all count as settled.
  boolean knowsSettled() {
    return settled != null;
  }

  /// Notes that no pair is settled that [#settle] does not name from now on.
  void unsettleAll() {
    settled = present.sameSide();
  }

  /// Forgets which pairs are settled.
  void forgetSettled() {
    settled = null;
  }

  void remove(long pair) {
    present.remove(pair);
    if (settled != null && settled.contains(pair)) {
      settled.remove(pair);
    }
  }
}
