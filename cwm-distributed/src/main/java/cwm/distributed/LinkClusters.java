package cwm.distributed;

import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.partition.SubjectPlaces;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// Finds out which things belong together, from their links one after another, each seen once; then
/// deals the clusters out to partitions. The first phase of 2PS (Mayer, Orujzade, Jacobsen, 2022),
/// after Hollocou et al. (2017): two linked things come into one cluster, unless it would have more
/// facts than is its share; so that time is linear in links and memory in things, linked ones too:
/// 40 to 80 bytes each.
///
/// Owned by one thread.
final class LinkClusters {
  /// In place of a thing's hash, for facts that link their subject with nothing.
  static final long NO_LINK = 0;

  private static final int COUNT_FIRST = 1 << 10;

  private final long clusterFactMax;

  // By slot of an open-addressing table, the number of a thing + 1.
  private int[] slots = new int[4 * COUNT_FIRST];

  // By thing. A cluster has the number of some thing that once began it.
  private long[] hashes = new long[COUNT_FIRST];
  private int[] factCounts = new int[COUNT_FIRST];
  private int[] clusters = new int[COUNT_FIRST];
  private int count;

  // By cluster.
  private long[] clusterFactCounts = new long[COUNT_FIRST];

  /// @param clusterFactMax how many facts may be about the things of one cluster
  LinkClusters(long clusterFactMax) {
    this.clusterFactMax = clusterFactMax;
  }

  /// Takes a fact.
  ///
  /// @param subject its hash
  /// @param object its hash, or [#NO_LINK]
  void add(long subject, long object) {
    int from = numberOf(subject);
    factCounts[from]++;
    clusterFactCounts[clusters[from]]++;
    if (object == NO_LINK) {
      return;
    }
    int to = numberOf(object);
    long ofFrom = clusterFactCounts[clusters[from]];
    long ofTo = clusterFactCounts[clusters[to]];
    if (clusters[from] != clusters[to]) {
      if (ofFrom <= ofTo) {
        move(from, clusters[to]);
      } else {
        move(to, clusters[from]);
      }
    }
  }

  private void move(int thing, int cluster) {
    int facts = factCounts[thing];
    if (clusterFactCounts[cluster] + facts <= clusterFactMax) {
      clusterFactCounts[clusters[thing]] -= facts;
      clusterFactCounts[cluster] += facts;
      clusters[thing] = cluster;
    }
  }

  private int numberOf(long hash) {
    int slot = slotOf(hash);
    if (slots[slot] == 0) {
      if (count == hashes.length) {
        grow();
        slot = slotOf(hash);
      }
      hashes[count] = hash;
      clusters[count] = count;
      slots[slot] = ++count;
    }
    return slots[slot] - 1;
  }

  private int slotOf(long hash) {
    int mask = slots.length - 1;
    int slot = (int) (hash ^ (hash >>> 32)) & mask;
    while (slots[slot] != 0 && hashes[slots[slot] - 1] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int capacity = Math.multiplyExact(hashes.length, 2);
    hashes = Arrays.copyOf(hashes, capacity);
    factCounts = Arrays.copyOf(factCounts, capacity);
    clusters = Arrays.copyOf(clusters, capacity);
    clusterFactCounts = Arrays.copyOf(clusterFactCounts, capacity);
    slots = new int[Math.multiplyExact(slots.length, 2)];
    for (int thing = 0; thing < count; thing++) {
      slots[slotOf(hashes[thing])] = thing + 1;
    }
  }

  /// Which partition each thing that facts are about belongs to: the largest clusters first, each
  /// to the partition with the fewest facts. Without those that are there by their hash anyway, and
  /// those that are alone, which may as well be.
  SubjectPlaces places(int partitionCount) {
    int[] memberCounts = new int[count];
    for (int thing = 0; thing < count; thing++) {
      memberCounts[clusters[thing]] += factCounts[thing] > 0 ? 1 : 0;
    }
    int[] partitionByCluster = dealtOut(partitionCount, memberCounts);
    var places = new SubjectPlaces.Builder();
    for (int thing = 0; thing < count; thing++) {
      int partition = partitionByCluster[clusters[thing]];
      if (factCounts[thing] > 0
          && memberCounts[clusters[thing]] > 1
          && partition != Partitioner.ofHash(hashes[thing], partitionCount)) {
        places.put(hashes[thing], partition);
      }
    }
    return places.build();
  }

  private int[] dealtOut(int partitionCount, int[] memberCounts) {
    var byFactCount =
        new PriorityQueue<Bin>(
            Comparator.comparingLong(Bin::factCount).thenComparingInt(Bin::partition));
    IntStream.range(0, partitionCount).forEach(partition -> byFactCount.add(new Bin(partition, 0)));
    int[] partitionByCluster = new int[count];
    IntStream.range(0, count)
        .filter(cluster -> memberCounts[cluster] > 1)
        .boxed()
        .sorted(Comparator.comparingLong(cluster -> -clusterFactCounts[cluster]))
        .forEach(
            cluster -> {
              Bin least = byFactCount.remove();
              partitionByCluster[cluster] = least.partition();
              byFactCount.add(
                  new Bin(least.partition(), least.factCount() + clusterFactCounts[cluster]));
            });
    return partitionByCluster;
  }

  /// A partition, and how many facts it has so far.
  private record Bin(int partition, long factCount) {}
}
