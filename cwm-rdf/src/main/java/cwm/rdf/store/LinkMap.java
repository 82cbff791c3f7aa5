package cwm.rdf.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A map from term ids to `int` values, 0 for what is absent, as [IntMap]; where the keys are near
/// together it is an array with a place for each id, which costs one look. It is made or made
/// longer only if that takes at most [#KEY_BYTES_MAX] bytes a key.
///
/// One thread writes; any may read while it does, and finds at least what was there when it got
/// hold of the map. A reader that sees a value sees everything the writer did before it put it.
final class LinkMap {
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final IntMap EMPTY = new IntMap();

  /// What an entry of an [IntMap] takes, more or less.
  private static final int KEY_BYTES_MAX = 20;

  private static final int LENGTH_MIN = 64;

  // The values by key, as long as that does not take too much.
  private volatile int @Nullable [] direct;
  private volatile IntMap hashed = EMPTY;
  private int size;

  /// An empty map with room for some keys.
  ///
  /// @param keyCount about how many keys there will be
  /// @param keyEnd one more than the largest of them
  LinkMap(int keyCount, int keyEnd) {
    if (isNear(keyEnd, keyCount)) {
      direct = new int[Math.max(keyEnd, LENGTH_MIN)];
    } else {
      hashed = new IntMap(keyCount);
    }
  }

  private static boolean isNear(int keyEnd, int keyCount) {
    return (long) Integer.BYTES * keyEnd
        <= Math.max((long) KEY_BYTES_MAX * keyCount, Integer.BYTES * LENGTH_MIN);
  }

  /// How many keys have a value, and some that had one.
  int size() {
    return size;
  }

  /// The value of `key`, or 0.
  int get(int key) {
    int[] values = direct;
    if (values == null) {
      return hashed.get(key);
    }
    return key < values.length ? (int) INTS.getAcquire(values, key) : 0;
  }

  /// The values of the keys in places `from` to before `to`, to the same places of `found`.
  void getAll(int[] keys, int from, int to, int[] found) {
    int[] values = direct;
    if (values == null) {
      IntMap map = hashed;
      for (int i = from; i < to; i++) {
        found[i] = map.get(keys[i]);
      }
      return;
    }
    for (int i = from; i < to; i++) {
      int key = keys[i];
      found[i] = key < values.length ? (int) INTS.getAcquire(values, key) : 0;
    }
  }

  /// Sets the value of `key`.
  void put(int key, int value) {
    int[] values = direct;
    if (values != null && key >= values.length) {
      values = extended(values, key);
    }
    if (values == null) {
      hashed.put(key, value);
      size = hashed.size();
      return;
    }
    if ((values[key] == 0) != (value == 0)) {
      size += value == 0 ? -1 : 1;
    }
    INTS.setRelease(values, key, value);
  }

  /// A longer array that has a place for `key`; or none, if there are too few keys for one that is
  /// longer by half, so that it need not be copied for each of them.
  private int @Nullable [] extended(int[] values, int key) {
    int length = Math.max(key + 1, values.length + (values.length >> 1));
    if (isNear(length, size + 1)) {
      int[] longer = Arrays.copyOf(values, length);
      direct = longer;
      return longer;
    }
    IntMap map = new IntMap(size + 1);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        map.put(i, values[i]);
      }
    }
    hashed = map;
    direct = null;
    return null;
  }
}
