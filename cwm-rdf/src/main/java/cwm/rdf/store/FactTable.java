package cwm.rdf.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The facts of one predicate: rows of (subject, object) in the order they came, which is the order
/// of generations.
///
/// A generation is therefore a range of rows, and going back to one is cutting the end off. Rows
/// are found by (subject, object) through a [PairIndex], by subject or by object through a
/// [RowIndex] that is built when it is first asked for: many predicates are never asked from one
/// side. Where most of what is asked is whether a pair is there, and many are, [DensePairs] answer;
/// rows enter the hash table only when one of them is searched then. A row costs 9 bytes, 7 to 13
/// in the hash table, up to 20 as bits (where these are usual, less than 2), and in each index 4 to
/// 8 plus the [LinkMap] entry of its value.
///
/// Owned by one thread, like the [FactStore] it belongs to; only the store changes it. As long as
/// nobody changes it, any number of threads may read it; [#rows] and [#view] also while facts are
/// added.
public final class FactTable {
  static final int ASSERTED = 0x01;
  static final int DERIVED = 0x02;
  static final int STRATUM_SHIFT = 2;

  // A pair is one long, so that a row is compared and read at once.
  static final int SUBJECT_SHIFT = 32;
  static final int OBJECT_SHIFT = 0;

  private final int predicate;
  private long[] pairs = new long[4];
  private byte[] flags = new byte[4];
  private int rowCount;
  private PairIndex byPair = new PairIndex();
  private @Nullable DensePairs dense;

  // With `dense`, the hash table may lack the rows from `enteredCount` on.
  private volatile boolean lacksRows;
  private int enteredCount;

  private volatile @Nullable RowIndex bySubject;
  private volatile @Nullable RowIndex byObject;

  // For each generation that added rows: its number and its first row.
  private int[] generations = new int[2];
  private int[] generationRows = new int[2];
  private int generationCount;

  // Rows from here on are derived, and no row by a stratum above `stratumMax`: who derives them
  // once more, in that stratum or above, need not look at their flags.
  private int derivedFrom;
  private int stratumMax;

  // Snapshots read rows below this in the arrays above, which must not be overwritten then.
  private int sharedRowCount;

  FactTable(int predicate) {
    this.predicate = predicate;
  }

  public int predicate() {
    return predicate;
  }

  /// How many rows there are; they are numbered from 0.
  public int rowCount() {
    return rowCount;
  }

  public int subject(int row) {
    return subject(pairs[row]);
  }

  public int object(int row) {
    return object(pairs[row]);
  }

  /// Whether the fact stands in an input.
  public boolean isAsserted(int row) {
    return (flags[row] & ASSERTED) != 0;
  }

  /// Whether a rule concluded the fact.
  public boolean isDerived(int row) {
    return (flags[row] & DERIVED) != 0;
  }

  /// The lowest stratum that concluded a derived fact.
  public int stratum(int row) {
    return (flags[row] & 0xff) >>> STRATUM_SHIFT;
  }

  /// The row of the fact, or -1.
  public int find(int subject, int object) {
    long pair = pair(subject, object);
    return dense != null && !dense.contains(pair) ? -1 : row(pair);
  }

  private int row(long pair) {
    enterRows();
    return byPair.find(pairs, pair);
  }

  /// Sees to it that the hash table has all rows. Several readers may find that it lacks some.
  private void enterRows() {
    if (lacksRows) {
      synchronized (this) {
        if (lacksRows) {
          byPair.complete(pairs, enteredCount, rowCount);
          lacksRows = false;
        }
      }
    }
  }

  /// The row that [#find] looks at first, or -1, which says nothing.
  int firstCandidate(int subject, int object) {
    return byPair.firstCandidate(PairIndex.hash(pair(subject, object)));
  }

  /// Whether the row is that of the fact.
  boolean isAt(int row, int subject, int object) {
    return pairs[row] == pair(subject, object);
  }

  /// Finds which pairs of two columns are facts of rows `[start, end)`.
  ///
  /// @param from the first place in the columns to look at
  /// @param to behind the last one
  /// @param selected takes the places where such a pair stands, ascending
  /// @return how many there are
  public int select(
      int[] subjects,
      int[] objects,
      int from,
      int to,
      int start,
      int end,
      int[] selected,
      PairBatch batch) {
    return dense == null
        ? selectByHash(subjects, objects, from, to, start, end, selected, batch)
        : selectByBits(dense, subjects, objects, from, to, start, end, selected);
  }

  private int selectByBits(
      DensePairs dense,
      int[] subjects,
      int[] objects,
      int from,
      int to,
      int start,
      int end,
      int[] selected) {
    boolean all = start == 0 && end == rowCount;
    int count = 0;
    for (int i = from; i < to; i++) {
      long pair = pair(subjects[i], objects[i]);
      if (dense.contains(pair) && (all || isIn(row(pair), start, end))) {
        selected[count++] = i;
      }
    }
    return count;
  }

  private static boolean isIn(int row, int start, int end) {
    return row >= start && row < end;
  }

  private int selectByHash(
      int[] subjects,
      int[] objects,
      int from,
      int to,
      int start,
      int end,
      int[] selected,
      PairBatch batch) {
    enterRows();
    int count = 0;
    for (int first = from; first < to; first += PairBatch.SIZE) {
      int length = Math.min(PairBatch.SIZE, to - first);
      batch.set(subjects, objects, first, length);
      byPair.findAll(pairs, length, batch);
      for (int i = 0; i < length; i++) {
        if (isIn(batch.rows[i], start, end)) {
          selected[count++] = first + i;
        }
      }
    }
    return count;
  }

  /// The index by subject, which holds at least the rows below `end`.
  public RowIndex bySubject(int end) {
    RowIndex index = bySubject;
    return index != null && index.rowCount() >= end ? index : completeBySubject(end);
  }

  /// The index by object, which holds at least the rows below `end`.
  public RowIndex byObject(int end) {
    RowIndex index = byObject;
    return index != null && index.rowCount() >= end ? index : completeByObject(end);
  }

  // Several readers may find that rows are missing, and one of them adds them.

  private synchronized RowIndex completeBySubject(int end) {
    RowIndex index = RowIndex.bySubject(bySubject, pairs, end);
    bySubject = index;
    return index;
  }

  private synchronized RowIndex completeByObject(int end) {
    RowIndex index = RowIndex.byObject(byObject, pairs, end);
    byObject = index;
    return index;
  }

  /// Hands over all facts, in the order of rows.
  public void forEach(TripleSink sink) {
    for (int row = 0; row < rowCount(); row++) {
      sink.accept(subject(row), predicate(), object(row));
    }
  }

  /// Hands over the facts that inputs state, in the order of rows.
  public void forEachAsserted(TripleSink sink) {
    for (int row = 0; row < rowCount(); row++) {
      if (isAsserted(row)) {
        sink.accept(subject(row), predicate(), object(row));
      }
    }
  }

  /// How many rows there were when `generation` ended: the first row of any later generation.
  public int rowCountAt(int generation) {
    if (generationCount == 0 || generations[generationCount - 1] <= generation) {
      return rowCount;
    }
    int at = Arrays.binarySearch(generations, 0, generationCount, generation + 1);
    return generationRows[at >= 0 ? at : -at - 1];
  }

  /// The generation in which the row came.
  public int generation(int row) {
    int at = Arrays.binarySearch(generationRows, 0, generationCount, row);
    return generations[at >= 0 ? at : -at - 2];
  }

  /// How many different subjects the rows have, exact for closed generations that are indexed, else
  /// guessed from a sample.
  public int subjectCount() {
    return valueCount(bySubject, SUBJECT_SHIFT);
  }

  /// How many different objects the rows have, exact for closed generations that are indexed, else
  /// guessed from a sample.
  public int objectCount() {
    return valueCount(byObject, OBJECT_SHIFT);
  }

  private int valueCount(@Nullable RowIndex index, int shift) {
    return index != null && index.rowCount() > rowCount / 2
        ? index.valueCount()
        : guessCount(pairs, rowCount, shift);
  }

  // ---------------------------------------------------------------- changes, by the store only

  /// Finds the fact, or adds it as a new row of `generation`.
  ///
  /// @return the row it has, or -1 if it is new
  int findOrAdd(int subject, int object, int rowFlags, int generation) {
    long pair = pair(subject, object);
    reserve(1); // before the bits are asked: it may be what makes them
    if (dense != null && dense.contains(pair)) {
      return row(pair);
    }
    if (addDense(pair, rowFlags)) {
      append(pair, rowFlags, generation);
      return -1;
    }
    int found = byPair.findOrEnter(pairs, pair, PairIndex.hash(pair), rowCount);
    if (found < 0) {
      append(pair, rowFlags, generation);
    }
    return found;
  }

  /// Adds those of `count` derived facts that are not there as new rows of `generation`.
  ///
  /// @param from where the facts begin in the columns
  /// @param count at most [PairBatch#SIZE]
  /// @param stratum the stratum that derives them
  /// @return how many of them were there and may have flags to be changed; `batch.rows` begins with
  ///   their rows
  int addDerived(
      int[] subjects,
      int[] objects,
      int from,
      int count,
      int stratum,
      int generation,
      PairBatch batch) {
    reserve(count);
    batch.set(subjects, objects, from, count);
    int unsettledCount = dense == null ? -1 : addToDense(dense, count, stratum, generation, batch);
    return unsettledCount >= 0 ? unsettledCount : addByHash(count, stratum, generation, batch);
  }

  private int addByHash(int count, int stratum, int generation, PairBatch batch) {
    int settledFrom = stratum >= stratumMax ? derivedFrom : Integer.MAX_VALUE;
    int rowFlags = DERIVED | stratum << STRATUM_SHIFT;
    int[] rows = batch.rows;
    int unsettledCount = 0;
    byPair.lookAhead(pairs, count, batch);
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (row < 0) {
        long pair = batch.pairs[i];
        row = byPair.findOrEnter(pairs, pair, batch.hashes[i], rowCount);
        if (row < 0) {
          append(pair, rowFlags, generation);
          continue;
        }
      }
      if (row < settledFrom) {
        rows[unsettledCount++] = row;
      }
    }
    return unsettledCount;
  }

  /// As [#addByHash], or returns -1 if the bits have become too many and the hash table has to do.
  private int addToDense(
      DensePairs dense, int count, int stratum, int generation, PairBatch batch) {
    if (derivedFrom > 0 && !dense.knowsSettled() && !noteSettled(dense)) {
      return -1;
    }
    boolean maySettle = stratum >= stratumMax;
    PairBits settled = dense.settled();
    int rowFlags = DERIVED | stratum << STRATUM_SHIFT;
    int unsettledCount = 0;
    for (int i = 0; i < count; i++) {
      long pair = batch.pairs[i];
      if (maySettle && settled.contains(pair)) {
        continue;
      }
      if (dense.contains(pair)) {
        batch.pairs[unsettledCount++] = pair;
      } else if (addDense(pair, rowFlags)) {
        append(pair, rowFlags, generation);
      } else {
        return -1;
      }
    }
    if (unsettledCount > 0) {
      enterRows();
      byPair.findAll(pairs, unsettledCount, batch);
    }
    return unsettledCount;
  }

  private boolean noteSettled(DensePairs dense) {
    dense.unsettleAll();
    boolean isKept = true;
    for (int row = 0; row < rowCount && isKept; row++) {
      isKept = !isDerived(row) || dense.settle(pairs[row], rowCount);
    }
    keepDense(isKept);
    return isKept;
  }

  /// Adds a pair that is to be the next row to the bits, if there are any.
  private boolean addDense(long pair, int rowFlags) {
    if (dense == null) {
      return false;
    }
    if (!lacksRows) {
      enteredCount = rowCount;
      lacksRows = true;
    }
    keepDense(dense.add(pair, (rowFlags & DERIVED) != 0, rowCount));
    return dense != null;
  }

  /// Goes back to the hash table if the bits are of no use any more.
  private void keepDense(boolean isKept) {
    if (!isKept) {
      dense = null;
      enterRows();
      byPair.reserve(pairs, rowCount, pairs.length);
    }
  }

  private void append(long pair, int rowFlags, int generation) {
    int row = rowCount++;
    pairs[row] = pair;
    flags[row] = (byte) rowFlags;
    noteFlags(row, rowFlags);
    if (generationCount == 0 || generations[generationCount - 1] != generation) {
      startGeneration(generation, row);
    }
  }

  private void reserve(int count) {
    int needed = Math.addExact(rowCount, count);
    if (needed > pairs.length) {
      int length = Math.max(needed, grownLength(pairs.length));
      pairs = Arrays.copyOf(pairs, length);
      flags = Arrays.copyOf(flags, length);
      if (dense == null) {
        dense = DensePairs.of(pairs, rowCount);
      }
    }
    if (dense == null) {
      byPair.reserve(pairs, rowCount, needed);
    }
  }

  private void noteFlags(int row, int rowFlags) {
    if ((rowFlags & DERIVED) == 0) {
      derivedFrom = Math.max(derivedFrom, row + 1);
    } else {
      stratumMax = Math.max(stratumMax, rowFlags >>> STRATUM_SHIFT);
    }
  }

  /// Whether rows were added in `generation`, the latest.
  boolean hasRowsOf(int generation) {
    return generationCount > 0 && generations[generationCount - 1] == generation;
  }

  int flags(int row) {
    return flags[row] & 0xff;
  }

  void setFlags(int row, int rowFlags) {
    flags[row] = (byte) rowFlags;
    noteFlags(row, rowFlags);
    if (dense != null) {
      if ((rowFlags & DERIVED) != 0) {
        keepDense(dense.settle(pairs[row], rowCount));
      } else {
        dense.forgetSettled();
      }
    }
  }

  /// Drops the rows of all generations after `generation`.
  void truncate(int generation) {
    int keptCount = rowCountAt(generation);
    // Rows past a snapshot's count too: its readers pass over them in the chains of the indexes.
    if (keptCount < rowCount) {
      unshare();
    }
    int entered = lacksRows ? enteredCount : rowCount;
    for (int row = rowCount - 1; row >= keptCount; row--) {
      if (row < entered) {
        byPair.leave(pairs[row], row);
      }
      if (dense != null) {
        dense.remove(pairs[row]);
      }
    }
    enteredCount = Math.min(enteredCount, keptCount);
    truncate(bySubject, keptCount);
    truncate(byObject, keptCount);
    rowCount = keptCount;
    derivedFrom = Math.min(derivedFrom, rowCount);
    while (generationCount > 0 && generations[generationCount - 1] > generation) {
      generationCount--;
    }
  }

  private void truncate(@Nullable RowIndex index, int keptCount) {
    if (index != null) {
      index.truncate(pairs, keptCount);
    }
  }

  /// Drops the rows that carry neither flag and keeps the generations of the others. Θ(rows).
  void compact() {
    unshare();
    int kept = 0;
    int generationIndex = 0;
    int keptGenerations = 0;
    for (int row = 0; row < rowCount; row++) {
      while (generationIndex + 1 < generationCount && generationRows[generationIndex + 1] <= row) {
        generationIndex++;
      }
      if ((flags[row] & (ASSERTED | DERIVED)) == 0) {
        continue;
      }
      int generation = generations[generationIndex];
      if (keptGenerations == 0 || generations[keptGenerations - 1] != generation) {
        generations[keptGenerations] = generation;
        generationRows[keptGenerations++] = kept;
      }
      pairs[kept] = pairs[row];
      flags[kept++] = flags[row];
    }
    rowCount = kept;
    derivedFrom = Math.min(derivedFrom, rowCount);
    generationCount = keptGenerations;
    bySubject = null;
    byObject = null;
    byPair.rebuild(pairs, rowCount);
    lacksRows = false;
    dense = DensePairs.of(pairs, rowCount);
  }

  /// A view of the rows there are now, which later changes do not reach.
  FactView view() {
    sharedRowCount = rowCount;
    enterRows();
    return new FactView(
        this,
        bySubject == null ? null : bySubject(rowCount),
        byObject == null ? null : byObject(rowCount));
  }

  /// Rows `[start, end)`, for other threads to read while facts are added.
  public FactRows rows(int start, int end) {
    return new FactRows(pairs, start, end);
  }

  /// Leaves the arrays to the snapshots that read them and goes on with copies.
  private void unshare() {
    if (sharedRowCount > 0) {
      sharedRowCount = 0;
      pairs = pairs.clone();
      byPair = byPair.copy();
      bySubject = null;
      byObject = null;
    }
  }

  private void startGeneration(int generation, int row) {
    if (generationCount == generations.length) {
      generations = Arrays.copyOf(generations, 2 * generationCount);
      generationRows = Arrays.copyOf(generationRows, 2 * generationCount);
    }
    generations[generationCount] = generation;
    generationRows[generationCount++] = row;
  }

  long[] pairs() {
    return pairs;
  }

  PairIndex byPair() {
    return byPair;
  }

  static long pair(int subject, int object) {
    return ((long) subject << SUBJECT_SHIFT) | Integer.toUnsignedLong(object);
  }

  static int subject(long pair) {
    return (int) (pair >>> SUBJECT_SHIFT);
  }

  static int object(long pair) {
    return (int) (pair >>> OBJECT_SHIFT);
  }

  static int grownLength(int length) {
    return Math.max(length + 16, Math.addExact(length, length >> 1));
  }

  private static final int SAMPLE_COUNT = 256;

  /// How many different subjects or objects the first rows of `pairs` have, guessed from a sample.
  static int guessCount(long[] pairs, int rowCount, int shift) {
    if (rowCount <= SAMPLE_COUNT) {
      var seen = new IntMap(rowCount);
      for (int row = 0; row < rowCount; row++) {
        seen.put((int) (pairs[row] >>> shift), 1);
      }
      return seen.size();
    }
    var seen = new IntMap(SAMPLE_COUNT);
    int step = rowCount / SAMPLE_COUNT;
    for (int i = 0; i < SAMPLE_COUNT; i++) {
      seen.put((int) (pairs[i * step] >>> shift), 1);
    }
    return (int) Math.min(rowCount, expectedCount(seen.size()));
  }

  /// How many values there are, all as frequent, if a sample is to show `seenCount` of them.
  private static double expectedCount(int seenCount) {
    if (seenCount == SAMPLE_COUNT) {
      return Integer.MAX_VALUE;
    }
    double min = seenCount;
    double max = (double) SAMPLE_COUNT * SAMPLE_COUNT;
    while (max - min > 1) {
      double count = (min + max) / 2;
      if (count * -Math.expm1(-SAMPLE_COUNT / count) < seenCount) {
        min = count;
      } else {
        max = count;
      }
    }
    return min;
  }
}
