package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.partition.Partitioner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkClustersTest {
  private static final int PARTITION_COUNT = 64;
  private static final int COMMUNITY_COUNT = 400;
  private static final int MEMBER_COUNT = 10;

  private final TermDictionary dictionary = new TermDictionary();

  private record Link(long subject, long object) {}

  @RandomSeeds(50)
  void communitiesStayTogetherAndPartitionsAreEven(long seed) {
    List<Link> links = communities(new RandomSource(seed));
    Collections.shuffle(links, new Random(seed));
    var clusters = new LinkClusters(links.size() / PARTITION_COUNT);
    links.forEach(link -> clusters.add(link.subject(), link.object()));
    Partitioner partitioner =
        Partitioner.ofGraph(PARTITION_COUNT, dictionary, clusters.places(PARTITION_COUNT));
    int[] counts = new int[PARTITION_COUNT];
    int partCount = 0;
    for (int community = 0; community < COMMUNITY_COUNT; community++) {
      Set<Integer> parts = new HashSet<>();
      for (int member = 0; member < MEMBER_COUNT; member++) {
        int partition = partition(partitioner, community, member);
        parts.add(partition);
        counts[partition]++;
      }
      partCount += parts.size();
    }
    // By hash, each community would be in more than nine partitions.
    assertThat(partCount).isLessThan(3 * COMMUNITY_COUNT);
    int share = COMMUNITY_COUNT * MEMBER_COUNT / PARTITION_COUNT;
    assertThat(Arrays.stream(counts).boxed())
        .as("members in each partition")
        .allMatch(count -> count < 3 * share);
  }

  /// Communities whose members lead to one another, and some to those of others.
  private List<Link> communities(RandomSource random) {
    List<Link> links = new ArrayList<>();
    for (int community = 0; community < COMMUNITY_COUNT; community++) {
      for (int member = 0; member < MEMBER_COUNT; member++) {
        long subject = hash(community, member);
        links.add(new Link(subject, hash(community, random.below(MEMBER_COUNT))));
        links.add(new Link(subject, hash(community, 0)));
        links.add(new Link(subject, LinkClusters.NO_LINK));
      }
    }
    for (int i = 0; i < COMMUNITY_COUNT / 10; i++) {
      links.add(
          new Link(
              hash(random.below(COMMUNITY_COUNT), random.below(MEMBER_COUNT)),
              hash(random.below(COMMUNITY_COUNT), random.below(MEMBER_COUNT))));
    }
    return links;
  }

  @Test
  void noClusterHasMoreFactsThanItMay() {
    var clusters = new LinkClusters(8);
    for (int i = 0; i < 1_000; i++) {
      clusters.add(hash(0, i), hash(0, 1_000)); // all lead to one
    }
    Partitioner partitioner =
        Partitioner.ofGraph(PARTITION_COUNT, dictionary, clusters.places(PARTITION_COUNT));
    int[] counts = new int[PARTITION_COUNT];
    for (int i = 0; i < 1_000; i++) {
      counts[partition(partitioner, 0, i)]++;
    }
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count < 60);
  }

  @Test
  void thingsWithoutLinksGoByTheirHash() {
    var clusters = new LinkClusters(100);
    for (int i = 0; i < 100; i++) {
      clusters.add(hash(0, i), LinkClusters.NO_LINK);
    }
    assertThat(clusters.places(PARTITION_COUNT).size()).isZero();
  }

  private int partition(Partitioner partitioner, int community, int member) {
    return partitioner.partition(term(community, member), TermDictionary.NONE, TermDictionary.NONE);
  }

  private int term(int community, int member) {
    return dictionary.internString("%d of %d".formatted(member, community));
  }

  private long hash(int community, int member) {
    return dictionary.hash(term(community, member));
  }
}
