package cwm.ipc.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A set of dictionary ids: a bit for each, in pages that are made when they are needed.
final class SentTerms {
  private static final int PAGE_BITS = 15;
  private static final int PAGE_LONGS = 1 << (PAGE_BITS - 6);

  private long[] @Nullable [] pages = new long[1][];
  private int count;

  int count() {
    return count;
  }

  boolean contains(int id) {
    int page = id >>> PAGE_BITS;
    long[] bits = page < pages.length ? pages[page] : null;
    return bits != null && (bits[(id >>> 6) & (PAGE_LONGS - 1)] >>> id & 1) != 0;
  }

  /// Adds an id that is not in the set.
  void add(int id) {
    assert !contains(id);
    int page = id >>> PAGE_BITS;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, 2 * pages.length));
    }
    long[] bits = pages[page];
    if (bits == null) {
      bits = new long[PAGE_LONGS];
      pages[page] = bits;
    }
    bits[(id >>> 6) & (PAGE_LONGS - 1)] |= 1L << id;
    count++;
  }

  void clear() {
    pages = new long[1][];
    count = 0;
  }
}
