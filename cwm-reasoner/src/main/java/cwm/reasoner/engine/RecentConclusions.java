package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import java.util.Arrays;

/// Conclusions that were sent a short while ago, so that those which come again and again, such as
/// the class of what many facts have as their object, need not be handed over as often.
///
/// A table without chains: a conclusion takes the place of another one now and then, which is then
/// sent once more. Costs two cache lines for each that is asked for.
final class RecentConclusions {
  private static final int SIZE_BITS = 14;
  private static final int SIZE = 1 << SIZE_BITS;

  private static final int STRATUM_SHIFT = Integer.SIZE;
  private static final int ERA_SHIFT = STRATUM_SHIFT + Short.SIZE;
  private static final int ERA_MAX = 0xffff;

  private long[] pairs = new long[0]; // made when something is added: few workers send anything

  // Predicate, stratum and era: 0 is free.
  private long[] kinds = pairs;

  // What is of an earlier era is forgotten, at no cost.
  private long era = 1;
  private boolean isEmpty = true;

  /// Notes a conclusion. False if it is here already.
  boolean add(int subject, int predicate, int object, int stratum) {
    assert stratum <= FactStore.STRATUM_MAX;
    if (pairs.length == 0) {
      pairs = new long[SIZE];
      kinds = new long[SIZE];
    }
    long pair = (long) subject << Integer.SIZE | Integer.toUnsignedLong(object);
    long kind =
        era << ERA_SHIFT | (long) stratum << STRATUM_SHIFT | Integer.toUnsignedLong(predicate);
    long mixed = (pair * 31 + kind) * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> (Long.SIZE - SIZE_BITS));
    if (pairs[at] == pair && kinds[at] == kind) {
      return false;
    }
    pairs[at] = pair;
    kinds[at] = kind;
    isEmpty = false;
    return true;
  }

  void clear() {
    if (isEmpty) {
      return;
    }
    isEmpty = true;
    era++;
    if (era > ERA_MAX) {
      Arrays.fill(kinds, 0);
      era = 1;
    }
  }
}
