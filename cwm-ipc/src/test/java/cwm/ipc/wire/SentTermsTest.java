package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.HashSet;
import java.util.Set;

class SentTermsTest {

  @RandomSeeds(20)
  void holdsWhatWasAdded(long seed) {
    var random = new RandomSource(seed);
    var sent = new SentTerms();
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Integer> model = new HashSet<>();
      for (int i = 0; i < 2_000; i++) {
        int id = 1 + random.below(1 << random.between(4, 22));
        assertThat(sent.contains(id)).isEqualTo(model.contains(id));
        if (model.add(id)) {
          sent.add(id);
        }
      }
      assertThat(sent.count()).isEqualTo(model.size());
      model.forEach(id -> assertThat(sent.contains(id)).isTrue());
      sent.clear();
      assertThat(sent.count()).isZero();
      model.forEach(id -> assertThat(sent.contains(id)).isFalse());
    }
  }
}
