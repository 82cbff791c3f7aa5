package cwm.reasoner.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionerTest {
  private static final int COUNT = 64;
  private static final int TERM_COUNT = 30;
  private static final int NONE = TermDictionary.NONE;

  private final TermDictionary dictionary = new TermDictionary();
  private final int[] terms = new int[TERM_COUNT];

  PartitionerTest() {
    for (int i = 0; i < TERM_COUNT; i++) {
      terms[i] = dictionary.intern(new Iri("http://example.org/#t" + i));
    }
  }

  private List<Partitioner> partitioners() {
    Set<Integer> split = Set.of(terms[0], terms[1]);
    List<Partitioner> all = new ArrayList<>();
    for (PartitionStrategy strategy : PartitionStrategy.values()) {
      all.add(Partitioner.of(strategy, COUNT, dictionary, split));
    }
    all.add(Partitioner.ofGraph(COUNT, dictionary, placesOfEvenTerms()));
    return all;
  }

  /// Every other term's, from the last partition on downwards.
  private SubjectPlaces placesOfEvenTerms() {
    var places = new SubjectPlaces.Builder();
    for (int i = 0; i < TERM_COUNT; i += 2) {
      places.put(dictionary.hash(terms[i]), COUNT - 1 - i / 2);
    }
    return places.build();
  }

  @RandomSeeds(200)
  void aPatternIsLookedForWhereItsFactsAre(long seed) {
    var random = new RandomSource(seed);
    int s = term(random);
    int p = term(random);
    int o = term(random);
    for (Partitioner partitioner : partitioners()) {
      int partition = partitioner.partition(s, p, o);
      assertThat(partition).isBetween(0, COUNT - 1);
      for (int known = 0; known < 8; known++) {
        int found =
            partitioner.partition(
                (known & 1) == 0 ? NONE : s,
                (known & 2) == 0 ? NONE : p,
                (known & 4) == 0 ? NONE : o);
        assertThat(found).isIn(Partitioner.ANY, partition);
      }
    }
  }

  @RandomSeeds(200)
  void atomsWithEqualKeysHaveTheirInstancesInOnePartition(long seed) {
    var random = new RandomSource(seed);
    for (Partitioner partitioner : partitioners()) {
      Atom a = atom(random);
      Atom b = atom(random);
      Optional<Partitioner.Key> key = partitioner.key(a);
      if (key.isPresent() && key.equals(partitioner.key(b))) {
        int[] bindings = {term(random), term(random), term(random)};
        assertThat(partition(partitioner, b, bindings))
            .isEqualTo(partition(partitioner, a, bindings));
      }
    }
  }

  private int term(RandomSource random) {
    return terms[random.below(TERM_COUNT)];
  }

  private Atom atom(RandomSource random) {
    return new Atom(pattern(random), pattern(random), pattern(random));
  }

  private Pattern pattern(RandomSource random) {
    return random.oneIn(2)
        ? new Pattern.Slot(random.below(3))
        : new Pattern.Constant(terms[random.below(3)]);
  }

  private static int partition(Partitioner partitioner, Atom atom, int[] bindings) {
    return partitioner.partition(
        value(atom.subject(), bindings),
        value(atom.predicate(), bindings),
        value(atom.object(), bindings));
  }

  private static int value(Pattern pattern, int[] bindings) {
    return pattern instanceof Pattern.Slot(int index)
        ? bindings[index]
        : ((Pattern.Constant) pattern).id();
  }

  @ParameterizedTest
  @EnumSource
  void dictionariesThatNumberTermsOtherwiseGiveTheSamePlaces(PartitionStrategy strategy) {
    var other = new TermDictionary();
    other.intern(new Iri("http://example.org/#first"));
    int[] ids = new int[3];
    for (int i = 2; i >= 0; i--) {
      ids[i] = other.intern(new Iri("http://example.org/#t" + i));
    }
    assertThat(Partitioner.of(strategy, COUNT, other, Set.of()).partition(ids[0], ids[1], ids[2]))
        .isEqualTo(
            Partitioner.of(strategy, COUNT, dictionary, Set.of())
                .partition(terms[0], terms[1], terms[2]));
  }

  @Test
  void subjectsAreWhereTheTableSaysElseWhereTheirHashDoes() {
    SubjectPlaces places = placesOfEvenTerms();
    assertThat(places.size()).isEqualTo(TERM_COUNT / 2);
    Partitioner partitioner = Partitioner.ofGraph(COUNT, dictionary, places);
    Partitioner byHash = Partitioner.of(PartitionStrategy.HASH, COUNT, dictionary, Set.of());
    for (int i = 0; i < TERM_COUNT; i++) {
      int expected =
          i % 2 == 0 ? COUNT - 1 - i / 2 : byHash.partition(terms[i], terms[0], terms[1]);
      assertThat(partitioner.partition(terms[i], terms[0], terms[1])).isEqualTo(expected);
    }
    var copy = new SubjectPlaces.Builder();
    places.forEach(copy::put);
    copy.put(0, 1); // no hash that a table can have
    copy.put(dictionary.hash(terms[2]), 7);
    SubjectPlaces copied = copy.build();
    assertThat(copied.size()).isEqualTo(TERM_COUNT / 2);
    assertThat(copied.partitionOf(dictionary.hash(terms[2]))).isEqualTo(7);
    assertThat(copied.partitionOf(dictionary.hash(terms[1]))).isEqualTo(Partitioner.ANY);
    assertThat(copied.partitionOf(0)).isEqualTo(Partitioner.ANY);
  }

  @Test
  void subjectsAreSpreadEvenly() {
    Partitioner partitioner = Partitioner.of(PartitionStrategy.HASH, COUNT, dictionary, Set.of());
    int[] counts = new int[COUNT];
    int subjectCount = 64_000;
    for (int i = 0; i < subjectCount; i++) {
      counts[partitioner.partition(dictionary.internString("s" + i), NONE, NONE)]++;
    }
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 800 && count < 1_200);
  }

  @Test
  void theNumberOfPartitionsIsAPowerOfTwo() {
    assertThatThrownBy(() -> Partitioner.of(PartitionStrategy.HASH, 12, dictionary, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
    var seen = new BitSet();
    for (int workers = 1; workers <= 100; workers++) {
      int count = Spreading.over(workers).partitionCount();
      assertThat(Integer.bitCount(count)).isEqualTo(1);
      assertThat(count).isGreaterThanOrEqualTo(Math.max(64, 16 * workers));
      seen.set(count);
    }
    assertThat(seen.cardinality()).isEqualTo(6);
  }
}
