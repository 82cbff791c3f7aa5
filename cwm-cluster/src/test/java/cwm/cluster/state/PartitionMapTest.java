package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionMapTest {
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
    PartitionMap map = PartitionMap.first(7, nodes("a", "b"), wished, nodeCount);
    assertThat(map.partitionCount()).isEqualTo(expected);
    assertThat(map.epoch()).isEqualTo(7);
  }

  @Test
  void whatANodeOwnsIsAscending() {
    PartitionMap map = PartitionMap.first(1, nodes("a", "b", "c"), 8, 3);
    assertThat(map.partitionsOf(0)).containsExactly(0, 3, 6);
    assertThat(map.partitionsOf(1)).containsExactly(1, 4, 7);
    assertThat(map.partitionsOf(2)).containsExactly(2, 5);
  }

  @Test
  void ownersInAnotherOrderAreTheSameAndAnotherRunIsNot() {
    PartitionMap map = PartitionMap.first(1, nodes("a", "b"), 8, 2);
    assertThat(map.isOf(nodes("b", "a"))).isTrue();
    assertThat(map.isOf(nodes("a"))).isFalse();
    assertThat(map.isOf(List.of(node("a"), new JobNode("b", "b-run-2", 1)))).isFalse();
  }

  /// It would have moved one more if the first nodes in order had the larger shares.
  @Test
  void nodeThatHasMoreThanOthersKeepsMore() {
    PartitionMap map = PartitionMap.first(1, nodes("a", "b", "c", "d", "e"), 64, 5);
    PartitionMap moved = map.movedTo(2, nodes("x", "a", "b", "c", "d", "e"));
    assertThat(moved.partitionsOf(0)).hasSize(10);
    assertThat(movedCount(map, moved)).isEqualTo(10);
  }

  @RandomSeeds(500)
  void sharesAreEqualAndNothingMovesThatCouldStay(long seed) {
    var random = new RandomSource(seed);
    List<JobNode> owners = random.many(random.between(1, 9), () -> node("n" + random.nextLong()));
    PartitionMap map =
        PartitionMap.first(1, owners, random.between(0, 1) * random.between(1, 300), 9);
    for (int epoch = 2; epoch < 12; epoch++) {
      List<JobNode> next = new ArrayList<>(random.shuffled(map.nodes()));
      next.subList(0, random.below(next.size())).clear();
      for (int i = random.below(5); i > 0; i--) {
        next.add(random.below(next.size() + 1), node("n" + random.nextLong()));
      }
      PartitionMap moved = map.movedTo(epoch, next);
      assertThat(moved.epoch()).isEqualTo(epoch);
      assertThat(moved.nodes()).isEqualTo(next);
      assertThat(moved.partitionCount()).isEqualTo(map.partitionCount());
      assertSharesAreEqual(moved);
      assertNothingMovesBetweenThoseThatStay(map, moved);
      assertThat(movedCount(map, moved)).isEqualTo(leastMovedCount(map, next));
      map = moved;
    }
  }

  private static void assertSharesAreEqual(PartitionMap map) {
    int share = map.partitionCount() / map.nodes().size();
    assertThat(IntStream.range(0, map.nodes().size()))
        .allMatch(node -> List.of(share, share + 1).contains(map.partitionsOf(node).size()));
  }

  private static void assertNothingMovesBetweenThoseThatStay(
      PartitionMap before, PartitionMap now) {
    for (int partition = 0; partition < before.partitionCount(); partition++) {
      JobNode from = owner(before, partition);
      JobNode to = owner(now, partition);
      assertThat(from.equals(to) || !now.nodes().contains(from) || !before.nodes().contains(to))
          .as("partition %d moves from %s to %s", partition, from, to)
          .isTrue();
    }
  }

  /// All but what each node may keep within its share, and those with the larger share one more.
  private static long leastMovedCount(PartitionMap before, List<JobNode> next) {
    int share = before.partitionCount() / next.size();
    int withOneMore = before.partitionCount() % next.size();
    long kept = 0;
    for (JobNode node : next) {
      int place = before.nodes().indexOf(node);
      int held = place < 0 ? 0 : before.partitionsOf(place).size();
      kept += Math.min(held, share);
      if (held > share && withOneMore > 0) {
        kept++;
        withOneMore--;
      }
    }
    return before.partitionCount() - kept;
  }

  private static long movedCount(PartitionMap before, PartitionMap now) {
    return IntStream.range(0, before.partitionCount())
        .filter(partition -> !owner(before, partition).equals(owner(now, partition)))
        .count();
  }

  private static JobNode owner(PartitionMap map, int partition) {
    return map.nodes().get(map.owners().get(partition));
  }

  private static List<JobNode> nodes(String... nodeIds) {
    return Stream.of(nodeIds).map(PartitionMapTest::node).toList();
  }

  private static JobNode node(String nodeId) {
    return new JobNode(nodeId, nodeId + "-run", 1);
  }
}
