package cwm.rdf.store;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkMapTest {

  /// Keys near together, far apart, and first the one and then the other.
  @RandomSeeds(300)
  void holdsWhatWasPut(long seed) {
    var random = new RandomSource(seed);
    int keyCount = random.between(1, 400);
    int[] spans = {keyCount, 3 * keyCount, 1_000 * keyCount, Integer.MAX_VALUE - 1};
    int span = spans[random.below(spans.length)];
    var map = new LinkMap(random.below(2 * keyCount), 1 + random.below(span));
    Map<Integer, Integer> expected = new HashMap<>();
    for (int i = 0; i < 3 * keyCount; i++) {
      if (i == 2 * keyCount) {
        span = spans[random.below(spans.length)];
      }
      int key = 1 + random.below(span);
      int value = random.oneIn(10) ? 0 : random.between(-1_000, 1_000);
      map.put(key, value);
      expected.put(key, value);
    }
    int[] keys = new int[2 * keyCount];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = 1 + random.below(random.oneIn(2) ? span : keyCount);
    }
    int[] found = new int[keys.length];
    map.getAll(keys, 1, keys.length, found);
    for (int i = 1; i < keys.length; i++) {
      assertThat(found[i]).as("key %d", keys[i]).isEqualTo(expected.getOrDefault(keys[i], 0));
      assertThat(map.get(keys[i])).isEqualTo(found[i]);
    }
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
  }

  /// Each fourth id: too few for an array that is longer by half.
  @Test
  void isNotCopiedForEachKeyThatIsFurtherOff() {
    var map = new LinkMap(50_000, 200_000);
    for (int i = 1; i < 200_000; i++) {
      map.put(4 * i, i); // takes minutes if it is
    }
    assertThat(map.size()).isEqualTo(199_999);
    assertThat(map.get(400_000)).isEqualTo(100_000);
  }

  @Test
  void countsKeysThatHaveAValue() {
    var map = new LinkMap(10, 10);
    map.put(3, 7);
    map.put(3, 8);
    map.put(5, -1);
    map.put(5, 0);
    map.put(5, 4);
    assertThat(map.size()).isEqualTo(2);
    map.put(1_000_000, 1); // too far for an array
    assertThat(map.size()).isEqualTo(3);
    assertThat(map.get(3)).isEqualTo(8);
  }
}
