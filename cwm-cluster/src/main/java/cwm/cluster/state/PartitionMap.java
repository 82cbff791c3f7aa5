package cwm.cluster.state;

import java.util.ArrayList;
import java.util.List;

/// Which node owns which partition: that leads the set which keeps it ([Layout]).
///
/// @param epoch the job that made this map, so a later map has a larger one
/// @param nodes the owners
/// @param owners by partition, the place of its owner in `nodes`
public record PartitionMap(long epoch, List<JobNode> nodes, List<Integer> owners) {
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

  /// The map of a layout whose sets are led by these nodes.
  ///
  /// @param leaders by place of the set in the layout; one may lead several
  static PartitionMap of(long epoch, Layout layout, List<JobNode> leaders) {
    List<JobNode> nodes = leaders.stream().distinct().toList();
    List<Integer> owners =
        layout.owners().stream().map(set -> nodes.indexOf(leaders.get(set))).toList();
    return new PartitionMap(epoch, nodes, owners);
  }

  /// Whether another map has the same owners.
  boolean isLike(PartitionMap other) {
    return nodes.equals(other.nodes) && owners.equals(other.owners);
  }
}
