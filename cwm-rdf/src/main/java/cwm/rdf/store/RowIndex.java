package cwm.rdf.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows of a table by one of their columns, the *value*; the other column is the *other*.
///
/// **Runs and chains.** Where many rows share a value, those there were when the index was built
/// lie in runs: for each value its rows, ascending, with their others beside them, so that a visit
/// reads memory in order. Rows that came later, and all where values hardly repeat, are linked in
/// chains from the newest to the next older, which costs a cache miss each. A *link* is what leads
/// on: row + 1, or the complement of a run's number, which is the end of a chain, or 0 for nothing.
/// When the chains hold as many rows as the runs, the index is built anew.
///
/// The index holds the rows below [#rowCount()], and is brought up to date by whoever asks
/// ([FactTable#bySubject(int)]). One thread at a time adds rows; any may read while it does, and
/// finds at least the rows that were in when it got hold of the index.
public final class RowIndex {
  /// With fewer rows than this all are in chains.
  private static final int RUNS_ROWS_MIN = 64;

  /// With fewer rows a value than this all are in chains.
  private static final int ROWS_PER_VALUE_MIN = 3;

  private final int valueShift;
  private final LinkMap links;
  private final int[] runStarts;
  private final int[] runRows;
  private final int[] runOthers;

  // Rows of runs from here on have gone ([#truncate]); rows from here on are in chains.
  private int chained;

  // For each chained row, from `chained` on, the link to the next older.
  private int[] next;

  private volatile int rowCount;

  /// An index of the first `rowCount` of `pairs`, built anew.
  private RowIndex(long[] pairs, int rowCount, int valueShift, int valueCountGuess) {
    this.valueShift = valueShift;
    boolean inRuns = hasRuns(rowCount, valueCountGuess);
    links = new LinkMap(Math.min(rowCount, valueCountGuess), valueEnd(pairs, rowCount));
    if (inRuns) {
      int[] runs = new int[rowCount];
      int[] counts = new int[16];
      int runCount = 0;
      for (int row = 0; row < rowCount; row++) {
        int value = value(pairs[row]);
        int run = ~links.get(value);
        if (run < 0) {
          run = runCount++;
          links.put(value, ~run);
          if (runCount == counts.length) {
            counts = Arrays.copyOf(counts, 2 * runCount);
          }
        }
        runs[row] = run;
        counts[run]++;
      }
      runStarts = starts(counts, runCount);
      runRows = new int[rowCount];
      runOthers = new int[rowCount];
      int[] ends = Arrays.copyOf(runStarts, runCount);
      for (int row = 0; row < rowCount; row++) {
        int at = ends[runs[row]]++;
        runRows[at] = row;
        runOthers[at] = other(pairs[row]);
      }
      chained = rowCount;
      next = new int[4];
    } else {
      runStarts = new int[1];
      runRows = new int[0];
      runOthers = runRows;
      next = new int[Math.max(rowCount, 4)];
      chain(pairs, 0, rowCount);
    }
    this.rowCount = rowCount;
  }

  private int valueEnd(long[] pairs, int rowCount) {
    int max = 0;
    for (int row = 0; row < rowCount; row++) {
      max = Math.max(max, value(pairs[row]));
    }
    return max + 1;
  }

  private static int[] starts(int[] counts, int runCount) {
    int[] starts = new int[runCount + 1];
    for (int run = 0; run < runCount; run++) {
      starts[run + 1] = starts[run] + counts[run];
    }
    return starts;
  }

  private static boolean hasRuns(int rowCount, int valueCount) {
    return rowCount >= RUNS_ROWS_MIN && rowCount / ROWS_PER_VALUE_MIN >= valueCount;
  }

  /// An index by subject that holds the first `rowCount` rows of `pairs`: `index`, which holds some
  /// of them, with the others added, or a new one.
  static RowIndex bySubject(@Nullable RowIndex index, long[] pairs, int rowCount) {
    return upToDate(index, pairs, rowCount, FactTable.SUBJECT_SHIFT);
  }

  /// As [#bySubject], by object.
  static RowIndex byObject(@Nullable RowIndex index, long[] pairs, int rowCount) {
    return upToDate(index, pairs, rowCount, FactTable.OBJECT_SHIFT);
  }

  private static RowIndex upToDate(
      @Nullable RowIndex index, long[] pairs, int rowCount, int valueShift) {
    if (index == null) {
      int valueCount = FactTable.guessCount(pairs, rowCount, valueShift);
      return new RowIndex(pairs, rowCount, valueShift, valueCount);
    }
    if (rowCount <= index.rowCount) {
      return index;
    }
    int inRuns = index.chained;
    if (rowCount - inRuns >= Math.max(inRuns, RUNS_ROWS_MIN)
        && hasRuns(rowCount, index.valueCount())) {
      return new RowIndex(pairs, rowCount, valueShift, index.valueCount());
    }
    index.chain(pairs, index.rowCount, rowCount);
    index.rowCount = rowCount;
    return index;
  }

  private void chain(long[] pairs, int start, int end) {
    if (end - chained > next.length) {
      next = Arrays.copyOf(next, Math.max(end - chained, FactTable.grownLength(next.length)));
    }
    for (int row = start; row < end; row++) {
      int value = value(pairs[row]);
      next[row - chained] = links.get(value);
      links.put(value, row + 1);
    }
  }

  /// Takes the rows from `keptCount` on out again. Costs what is taken out.
  void truncate(long[] pairs, int keptCount) {
    for (int row = rowCount - 1; row >= Math.max(keptCount, chained); row--) {
      links.put(value(pairs[row]), next[row - chained]);
    }
    if (keptCount < chained) {
      chained = keptCount;
    }
    rowCount = Math.min(rowCount, keptCount);
  }

  /// Rows below this are in the index.
  int rowCount() {
    return rowCount;
  }

  /// How many different values the rows have.
  int valueCount() {
    return links.size();
  }

  /// The link to the newest row with this value.
  public int first(int value) {
    return links.get(value);
  }

  /// As [#first] for the values in places `from` to before `to` of a column, to the same places of
  /// `found`.
  public void firstOfAll(int[] values, int from, int to, int[] found) {
    links.getAll(values, from, to, found);
  }

  /// The link that follows `link`, which is a row's: positive.
  public int next(int link) {
    return next[link - 1 - chained];
  }

  /// Where the rows from `rowStart` on begin in the run that `link`, which is negative, leads to.
  public int runStart(int link, int rowStart) {
    int start = runStarts[~link];
    return rowStart == 0 ? start : lowerBound(start, runStarts[~link + 1], rowStart);
  }

  /// Where the rows below `rowEnd` end in the run that `link`, which is negative, leads to.
  public int runEnd(int link, int rowEnd) {
    int end = runStarts[~link + 1];
    int limit = Math.min(rowEnd, chained);
    return limit >= runRows.length ? end : lowerBound(runStarts[~link], end, limit);
  }

  private int lowerBound(int start, int end, int row) {
    int at = Arrays.binarySearch(runRows, start, end, row);
    return at >= 0 ? at : -at - 1;
  }

  /// The others of the rows in runs, by their places there; not to be changed.
  public int[] runOthers() {
    return runOthers;
  }

  /// The rows in `[start, end)` with this value, ascending.
  public int[] rows(int value, int start, int end) {
    int[] rows = new int[4];
    int at = rows.length;
    int link = first(value);
    for (; link > start; link = next(link)) {
      if (link <= end) {
        if (at == 0) {
          at = rows.length;
          rows = extendedInFront(rows, at);
        }
        rows[--at] = link - 1;
      }
    }
    if (link >= 0) {
      return Arrays.copyOfRange(rows, at, rows.length);
    }
    int runStart = runStart(link, start);
    int runLength = Math.max(0, runEnd(link, end) - runStart);
    int[] all = Arrays.copyOfRange(runRows, runStart, runStart + runLength + rows.length - at);
    System.arraycopy(rows, at, all, runLength, rows.length - at);
    return all;
  }

  private static int[] extendedInFront(int[] rows, int count) {
    int[] extended = new int[rows.length + count];
    System.arraycopy(rows, 0, extended, count, rows.length);
    return extended;
  }

  /// How many rows have this value; `max` stands for more.
  public int count(int value, int max) {
    int count = 0;
    int link = first(value);
    for (; link > 0 && count < max; link = next(link)) {
      count++;
    }
    if (link < 0) {
      count += runEnd(link, Integer.MAX_VALUE) - runStart(link, 0);
    }
    return Math.min(count, max);
  }

  private int value(long pair) {
    return (int) (pair >>> valueShift);
  }

  private int other(long pair) {
    return (int) (pair >>> (FactTable.SUBJECT_SHIFT - valueShift));
  }
}
