package cwm.cluster.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Which set of members keeps which partition.
///
/// @param sets the ids of the sets ([ReplicaSet])
/// @param owners by partition, the place of its set in `sets`
public record Layout(List<Long> sets, List<Integer> owners) {
  private static final int PARTITIONS_PER_SET = 16;
  private static final int COUNT_MIN = 64;

  public Layout {
    sets = List.copyOf(sets);
    owners = List.copyOf(owners);
  }

  /// Complains of a layout that no agenda has.
  void requireSound() {
    Image.require(
        Integer.bitCount(owners.size()) == 1,
        "a layout of " + owners.size() + " partitions, which is no power of two");
    Image.require(
        owners.stream().allMatch(owner -> owner >= 0 && owner < sets.size()),
        "a partition whose set is none of " + sets.size());
    Image.require(sets.stream().distinct().count() == sets.size(), "a layout with a set twice");
  }

  /// How many partitions there are.
  public int partitionCount() {
    return owners.size();
  }

  /// A first layout.
  ///
  /// @param wished partitions; 0 to go by the number of nodes
  /// @param nodeCount nodes that there are, or are to come
  static Layout first(List<Long> sets, int wished, int nodeCount) {
    int least = wished > 0 ? wished : Math.max(COUNT_MIN, PARTITIONS_PER_SET * nodeCount);
    int count = Integer.highestOneBit(Math.max(1, least * 2 - 1));
    List<Integer> owners = new ArrayList<>();
    for (int partition = 0; partition < count; partition++) {
      owners.add(partition % sets.size());
    }
    return new Layout(sets, owners);
  }

  /// Whether it is of these sets, in any order.
  boolean isOf(List<Long> others) {
    return sets.size() == others.size() && sets.containsAll(others);
  }

  /// A layout of other sets with equal shares, for which as few partitions move as can be.
  ///
  /// @param successors which of them takes the place of which old one
  Layout movedTo(List<Long> newSets, Map<Long, Long> successors) {
    int count = owners.size();
    int share = count / newSets.size();
    int withOneMore = count % newSets.size();
    int[] places =
        sets.stream().mapToInt(id -> newSets.indexOf(successors.getOrDefault(id, id))).toArray();
    int[] held = new int[newSets.size()];
    for (int owner : owners) {
      if (places[owner] >= 0) {
        held[places[owner]]++;
      }
    }
    // Which has most keeps most.
    List<Integer> byHeld =
        IntStream.range(0, held.length)
            .boxed()
            .sorted(Comparator.comparingInt(set -> -held[set]))
            .toList();
    int[] room = new int[newSets.size()];
    for (int i = 0; i < room.length; i++) {
      room[byHeld.get(i)] = i < withOneMore ? share + 1 : share;
    }
    List<Integer> moved = new ArrayList<>();
    for (int owner : owners) {
      int stays = places[owner];
      moved.add(stays >= 0 && room[stays] > 0 ? stays : -1);
      if (moved.getLast() >= 0) {
        room[stays]--;
      }
    }
    int next = 0;
    for (int partition = 0; partition < count; partition++) {
      if (moved.get(partition) < 0) {
        while (room[next] == 0) {
          next++;
        }
        moved.set(partition, next);
        room[next]--;
      }
    }
    return new Layout(newSets, moved);
  }
}
