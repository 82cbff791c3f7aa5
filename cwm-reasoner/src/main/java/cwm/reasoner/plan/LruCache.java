package cwm.reasoner.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that forgets the entry that was used longest ago when it holds more than its limit.
final class LruCache<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int countMax;

  LruCache(int countMax) {
    super(16, 0.75f, true);
    this.countMax = countMax;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > countMax;
  }
}
