package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 64",
    "0, 4, 64",
    "0, 5, 128",
    "0, 100, 2048",
    "1, 3, 1",
    "64, 1, 64",
    "65, 1, 128"
  })
  void countIsTheNextPowerOfTwoOfWhatIsWishedOrOfSixteenForEachNode(
      int wished, int nodeCount, int expected) {
    Layout map = Layout.first(sets(1, 2), wished, nodeCount);
    assertThat(map.partitionCount()).isEqualTo(expected);
  }

  @Test
  void whatANodeOwnsIsAscending() {
    Layout map = Layout.first(sets(1, 2, 3), 8, 3);
    assertThat(partitionsOf(map, 0)).containsExactly(0, 3, 6);
    assertThat(partitionsOf(map, 1)).containsExactly(1, 4, 7);
    assertThat(partitionsOf(map, 2)).containsExactly(2, 5);
  }

  @Test
  void setsInAnotherOrderAreTheSameAndOthersAreNot() {
    Layout map = Layout.first(sets(1, 2), 8, 2);
    assertThat(map.isOf(sets(2, 1))).isTrue();
    assertThat(map.isOf(sets(1))).isFalse();
    assertThat(map.isOf(sets(1, 3))).isFalse();
  }

  /// It would have moved one more if the first nodes in order had the larger shares.
  @Test
  void nodeThatHasMoreThanOthersKeepsMore() {
    Layout map = Layout.first(sets(1, 2, 3, 4, 5), 64, 5);
    Layout moved = map.movedTo(sets(6, 1, 2, 3, 4, 5), Map.of());
    assertThat(partitionsOf(moved, 0)).hasSize(10);
    assertThat(movedCount(map, moved)).isEqualTo(10);
  }

  @RandomSeeds(500)
  void sharesAreEqualAndNothingMovesThatCouldStay(long seed) {
    var random = new RandomSource(seed);
    List<Long> owners = random.many(random.between(1, 9), random::nextLong);
    Layout map = Layout.first(owners, random.between(0, 1) * random.between(1, 300), 9);
    for (int epoch = 2; epoch < 12; epoch++) {
      List<Long> next = new ArrayList<>(random.shuffled(map.sets()));
      next.subList(0, random.below(next.size())).clear();
      for (int i = random.below(5); i > 0; i--) {
        next.add(random.below(next.size() + 1), random.nextLong());
      }
      Layout moved = map.movedTo(next, Map.of());
      assertThat(moved.sets()).isEqualTo(next);
      assertThat(moved.partitionCount()).isEqualTo(map.partitionCount());
      assertSharesAreEqual(moved);
      assertNothingMovesBetweenThoseThatStay(map, moved);
      assertThat(movedCount(map, moved)).isEqualTo(leastMovedCount(map, next));
      map = moved;
    }
  }

  private static void assertSharesAreEqual(Layout map) {
    int share = map.partitionCount() / map.sets().size();
    assertThat(IntStream.range(0, map.sets().size()))
        .allMatch(node -> List.of(share, share + 1).contains(partitionsOf(map, node).size()));
  }

  private static void assertNothingMovesBetweenThoseThatStay(Layout before, Layout now) {
    for (int partition = 0; partition < before.partitionCount(); partition++) {
      Long from = owner(before, partition);
      Long to = owner(now, partition);
      assertThat(from.equals(to) || !now.sets().contains(from) || !before.sets().contains(to))
          .as("partition %d moves from %s to %s", partition, from, to)
          .isTrue();
    }
  }

  /// All but what each node may keep within its share, and those with the larger share one more.
  private static long leastMovedCount(Layout before, List<Long> next) {
    int share = before.partitionCount() / next.size();
    int withOneMore = before.partitionCount() % next.size();
    long kept = 0;
    for (long node : next) {
      int place = before.sets().indexOf(node);
      int held = place < 0 ? 0 : partitionsOf(before, place).size();
      kept += Math.min(held, share);
      if (held > share && withOneMore > 0) {
        kept++;
        withOneMore--;
      }
    }
    return before.partitionCount() - kept;
  }

  private static long movedCount(Layout before, Layout now) {
    return IntStream.range(0, before.partitionCount())
        .filter(partition -> !owner(before, partition).equals(owner(now, partition)))
        .count();
  }

  private static Long owner(Layout map, int partition) {
    return map.sets().get(map.owners().get(partition));
  }

  /// The partitions that a set keeps, ascending.
  private static List<Integer> partitionsOf(Layout layout, int set) {
    return IntStream.range(0, layout.partitionCount())
        .filter(partition -> layout.owners().get(partition) == set)
        .boxed()
        .toList();
  }

  private static List<Long> sets(long... ids) {
    return LongStream.of(ids).boxed().toList();
  }
}
