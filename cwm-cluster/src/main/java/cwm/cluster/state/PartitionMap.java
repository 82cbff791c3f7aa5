package cwm.cluster.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which node owns which partition.
///
/// @param epoch the job that made this map, so a later map has a larger one
/// @param nodes the owners, in the order in which they took part
/// @param owners by partition, the place of its owner in `nodes`
public record PartitionMap(long epoch, List<JobNode> nodes, List<Integer> owners) {
  private static final int PARTITIONS_PER_NODE = 16;
  private static final int COUNT_MIN = 64;

  public PartitionMap {
    nodes = List.copyOf(nodes);
    owners = List.copyOf(owners);
  }

  /// Complains of a map that no agenda has.
  void requireSound() {
    Image.require(
        Integer.bitCount(owners.size()) == 1,
        "a map of " + owners.size() + " partitions, which is no power of two");
    Image.require(
        owners.stream().allMatch(owner -> owner >= 0 && owner < nodes.size()),
        "a partition whose owner is none of " + nodes.size() + " nodes");
    Image.require(
        nodes.stream().map(JobNode::nodeId).distinct().count() == nodes.size(),
        "a map with a node twice");
  }

  /// How many partitions there are.
  public int partitionCount() {
    return owners.size();
  }

  /// The partitions that a node owns, ascending.
  ///
  /// @param node its place in [#nodes]
  public List<Integer> partitionsOf(int node) {
    List<Integer> owned = new ArrayList<>();
    for (int partition = 0; partition < owners.size(); partition++) {
      if (owners.get(partition) == node) {
        owned.add(partition);
      }
    }
    return owned;
  }

  /// The nodes that own a partition: all of them, unless there are more nodes than partitions.
  List<JobNode> holders() {
    return owners.stream().distinct().sorted().map(nodes::get).toList();
  }

  /// Whether these nodes, in any order, are its owners.
  boolean isOf(List<JobNode> others) {
    return nodes.size() == others.size() && nodes.containsAll(others);
  }

  /// A first map.
  ///
  /// @param wished partitions; 0 to go by the number of nodes
  /// @param nodeCount nodes that there are, or are to come
  static PartitionMap first(long epoch, List<JobNode> nodes, int wished, int nodeCount) {
    int least = wished > 0 ? wished : Math.max(COUNT_MIN, PARTITIONS_PER_NODE * nodeCount);
    int count = Integer.highestOneBit(Math.max(1, least * 2 - 1));
    List<Integer> owners = new ArrayList<>();
    for (int partition = 0; partition < count; partition++) {
      owners.add(partition % nodes.size());
    }
    return new PartitionMap(epoch, nodes, owners);
  }

  /// A map of other nodes with equal shares, for which as few partitions move as can be.
  PartitionMap movedTo(long newEpoch, List<JobNode> newNodes) {
    int count = owners.size();
    int share = count / newNodes.size();
    int withOneMore = count % newNodes.size();
    int[] places = nodes.stream().mapToInt(newNodes::indexOf).toArray();
    int[] held = new int[newNodes.size()];
    for (int owner : owners) {
      if (places[owner] >= 0) {
        held[places[owner]]++;
      }
    }
    // Who has most keeps most.
    List<Integer> byHeld =
        IntStream.range(0, held.length)
            .boxed()
            .sorted(Comparator.comparingInt(node -> -held[node]))
            .toList();
    int[] room = new int[newNodes.size()];
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
    return new PartitionMap(newEpoch, newNodes, moved);
  }
}
