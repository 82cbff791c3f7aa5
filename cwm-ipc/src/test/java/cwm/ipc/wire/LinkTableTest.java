package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkTableTest {

  /// Against a map, with ids that are dense, scattered or both.
  @RandomSeeds(30)
  void knowsWhatItWasTold(long seed) {
    var random = new RandomSource(seed);
    var table = new LinkTable();
    for (int epoch = 0; epoch < 3; epoch++) {
      Map<Integer, Integer> model = new HashMap<>();
      for (int i = 0; i < 5_000; i++) {
        int bits = random.between(4, 31);
        int id = (int) (random.nextLong() >>> (64 - bits));
        assertThat(table.get(id)).isEqualTo(model.getOrDefault(id, 0));
        if (id != 0 && !model.containsKey(id)) {
          table.put(id, i + 1);
          model.put(id, i + 1);
        }
      }
      assertThat(table.count()).isEqualTo(model.size());
      model.forEach((id, own) -> assertThat(table.get(id)).isEqualTo(own));
      table.clear();
      assertThat(table.count()).isZero();
      model.keySet().forEach(id -> assertThat(table.get(id)).isZero());
    }
  }

  @Test
  void takesTheLargestId() {
    var table = new LinkTable();
    table.put(Integer.MAX_VALUE, 1);
    assertThat(table.get(Integer.MAX_VALUE)).isEqualTo(1);
    assertThat(table.get(Integer.MAX_VALUE - 1)).isZero();
  }
}
