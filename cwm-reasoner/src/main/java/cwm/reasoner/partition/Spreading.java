package cwm.reasoner.partition;

/// How facts are spread over the workers of a machine.
///
/// @param workerCount workers to spread over; with one, nothing is ever spread
/// @param strategy what a fact's partition depends on
/// @param factCountMin facts from which on spreading pays. Fewer stay with one worker, which needs
///   no thread and keeps facts in the order they came in
/// @param parallelFactMin new facts from which on a phase of a superstep is worth waking threads
///   for
/// @param exchangeBatchSize rows, or conclusions, from which on workers send one another what they
///   have
/// @param mirroredFactMax facts of relations, all together, of which every worker may read a mirror
public record Spreading(
    int workerCount,
    PartitionStrategy strategy,
    long factCountMin,
    long parallelFactMin,
    int exchangeBatchSize,
    long mirroredFactMax) {
  /// One worker, which has all facts.
  public static final Spreading NONE = over(1);

  /// Workers that one machine can have.
  public static final int WORKER_COUNT_MAX = 1 << 10;

  private static final int PARTITIONS_PER_WORKER = 16;
  private static final int PARTITION_COUNT_MIN = 64;

  public Spreading {
    if (workerCount < 1 || workerCount > WORKER_COUNT_MAX) {
      throw new IllegalArgumentException(workerCount + " workers: 1 to 1,024 are supported");
    }
    if (exchangeBatchSize < 1) {
      throw new IllegalArgumentException("exchangeBatchSize is " + exchangeBatchSize);
    }
  }

  /// Facts by subject over a number of workers, from the size on from which it pays.
  public static Spreading over(int workerCount) {
    return new Spreading(workerCount, PartitionStrategy.HASH, 1 << 13, 1 << 10, 1 << 12, 1 << 19);
  }

  /// Partitions that there will be: some for each worker, so that they can be dealt out evenly.
  int partitionCount() {
    int wanted = Math.max(PARTITION_COUNT_MIN, PARTITIONS_PER_WORKER * workerCount);
    return Integer.highestOneBit(2 * wanted - 1);
  }
}
