package cwm.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The layout that was not taken: each round is a sorted run in both orders, and a run is merged
/// with the one before when it has grown to half of it (as in VLog and log-structured merge trees).
/// A search looks into every run, of which there are logarithmically many.
final class SortedRunsLayout implements PairLayout {
  private final List<long[]> bySubject = new ArrayList<>();
  private final List<long[]> byObject = new ArrayList<>();
  private long[] pending = new long[16];
  private int pendingCount;

  @Override
  public void add(int subject, int object) {
    if (pendingCount == pending.length) {
      pending = Arrays.copyOf(pending, 2 * pendingCount);
    }
    pending[pendingCount++] = pair(subject, object);
  }

  @Override
  public int endRound() {
    Arrays.sort(pending, 0, pendingCount);
    int kept = 0;
    for (int i = 0; i < pendingCount; i++) {
      long pair = pending[i];
      boolean isRepeated = i > 0 && pending[i - 1] == pair;
      if (!isRepeated && !contains((int) (pair >>> 32), (int) pair)) {
        pending[kept++] = pair;
      }
    }
    pendingCount = 0;
    if (kept == 0) {
      return 0;
    }
    long[] run = Arrays.copyOf(pending, kept);
    long[] swapped = new long[kept];
    for (int i = 0; i < kept; i++) {
      swapped[i] = pair((int) run[i], (int) (run[i] >>> 32));
    }
    Arrays.sort(swapped);
    push(bySubject, run);
    push(byObject, swapped);
    return kept;
  }

  private static void push(List<long[]> runs, long[] run) {
    long[] last = run;
    while (!runs.isEmpty() && runs.getLast().length <= 2 * last.length) {
      last = merge(runs.removeLast(), last);
    }
    runs.add(last);
  }

  private static long[] merge(long[] a, long[] b) {
    long[] merged = new long[a.length + b.length];
    int i = 0;
    int j = 0;
    for (int k = 0; k < merged.length; k++) {
      boolean takeA = j == b.length || (i < a.length && a[i] < b[j]);
      merged[k] = takeA ? a[i++] : b[j++];
    }
    return merged;
  }

  @Override
  public long sumBySubject(int subject) {
    return sum(bySubject, subject);
  }

  @Override
  public long sumByObject(int object) {
    return sum(byObject, object);
  }

  @Override
  public boolean contains(int subject, int object) {
    long pair = pair(subject, object);
    for (long[] run : bySubject) {
      if (Arrays.binarySearch(run, pair) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static long sum(List<long[]> runs, int first) {
    long sum = 0;
    for (long[] run : runs) {
      int at = Arrays.binarySearch(run, pair(first, 0));
      for (int i = at >= 0 ? at : -at - 1; i < run.length && (int) (run[i] >>> 32) == first; i++) {
        sum += (int) run[i];
      }
    }
    return sum;
  }

  private static long pair(int first, int second) {
    return (long) first << 32 | second;
  }
}
