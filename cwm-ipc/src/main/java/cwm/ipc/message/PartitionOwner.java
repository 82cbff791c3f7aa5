package cwm.ipc.message;

import java.util.List;

/// A node that owns facts.
///
/// @param address where others reach it; empty if that is not known
/// @param partitions what it owns, ascending
public record PartitionOwner(
    String nodeId, String address, int workerCount, List<Integer> partitions) {
  public PartitionOwner {
    partitions = List.copyOf(partitions);
  }
}
