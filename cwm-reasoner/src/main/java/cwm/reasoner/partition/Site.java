package cwm.reasoner.partition;

import java.util.List;

/// One of several machines that have the facts together.
///
/// All workers of all machines are numbered, machine by machine.
///
/// @param partitioner which partition a fact belongs to, the same on all machines
/// @param workerByPartition the number of the worker that owns each partition
/// @param firstWorker the number of this machine's first worker
/// @param workerCount this machine's workers
public record Site(
    Partitioner partitioner, List<Integer> workerByPartition, int firstWorker, int workerCount) {
  public Site {
    if (workerByPartition.size() != partitioner.partitionCount()) {
      throw new IllegalArgumentException(
          "%d partitions, and %d of them placed"
              .formatted(partitioner.partitionCount(), workerByPartition.size()));
    }
    workerByPartition = List.copyOf(workerByPartition);
  }
}
