package cwm.app.config;

import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.util.Optional;

/// How facts and rules are spread: `[distributed]`.
///
/// @param enabled whether to reason together with a cluster
/// @param partitionStrategy what decides which partition a fact belongs to
/// @param numPartitions partitions of the cluster; 0 to go by its size
/// @param replicationFactor nodes that hold each fact
/// @param maxWorkers workers that reason on this machine; empty for as many as it has processors
/// @param exchangeBatchSize rows, or conclusions, from which on workers send one another what they
///   have
/// @param movedFactsPerSecond facts that a node hands over each second when nodes have come or
///   gone; 0 for as many as it can
/// @param derivedCopiesAfterSeconds seconds that rules run before what they conclude is copied
/// @param inference whether rules go to the facts, or facts to the rules
public record DistributedConfig(
    boolean enabled,
    PartitionStrategy partitionStrategy,
    int numPartitions,
    int replicationFactor,
    Optional<Integer> maxWorkers,
    int exchangeBatchSize,
    int movedFactsPerSecond,
    int derivedCopiesAfterSeconds,
    Inference inference) {
  static final Range PARTITIONS = new Range(0, 1 << 16);
  static final Range REPLICAS = new Range(1, 99);
  static final Range WORKERS = new Range(1, Spreading.WORKER_COUNT_MAX);
  private static final int CLUSTER_WORKER_COUNT_MAX = 4;
  static final Range BATCH = new Range(1, 1 << 20);
  static final Range MOVED_FACTS = new Range(0, 1_000_000_000);
  static final Range COPIES_AFTER = new Range(0, 1_000_000_000);

  public static final DistributedConfig DEFAULT =
      new DistributedConfig(
          false, PartitionStrategy.HASH, 0, 2, Optional.empty(), 1_000, 0, 2, Inference.DATA);

  /// What is split among nodes.
  public enum Inference {
    /// Facts; every node has all rules.
    DATA,
    /// Rules; every node has all facts.
    RULES,
    /// Either, decided once for each job.
    AUTO
  }

  public DistributedConfig {
    var checks =
        new Checks()
            .range("num_partitions", numPartitions, PARTITIONS)
            .range("replication_factor", replicationFactor, REPLICAS)
            .range("exchange_batch_size", exchangeBatchSize, BATCH)
            .range("moved_facts_per_second", movedFactsPerSecond, MOVED_FACTS)
            .range("derived_copies_after_seconds", derivedCopiesAfterSeconds, COPIES_AFTER);
    if (maxWorkers.isPresent()) {
      checks.range("max_workers", maxWorkers.get(), WORKERS);
    }
    checks.orThrow();
  }

  static DistributedConfig of(Settings settings) {
    return new DistributedConfig(
        settings.get(Keys.ENABLED),
        settings.get(Keys.PARTITION_STRATEGY),
        settings.count(Keys.NUM_PARTITIONS),
        settings.count(Keys.REPLICATION_FACTOR),
        settings.find(Keys.MAX_WORKERS).map(Math::toIntExact),
        settings.count(Keys.EXCHANGE_BATCH_SIZE),
        settings.count(Keys.MOVED_FACTS_PER_SECOND),
        settings.count(Keys.DERIVED_COPIES_AFTER_SECONDS),
        settings.get(Keys.INFERENCE));
  }

  /// How the workers of this machine share its facts.
  ///
  /// @param processorCount how many workers there are if nobody says; in a cluster at most 4
  public Spreading spreading(int processorCount) {
    long most = enabled ? CLUSTER_WORKER_COUNT_MAX : WORKERS.max();
    int workerCount = maxWorkers.orElse(Math.toIntExact(Math.min(processorCount, most)));
    Spreading usual = Spreading.over(workerCount);
    return new Spreading(
        workerCount,
        workerStrategy(),
        usual.factCountMin(),
        usual.parallelFactMin(),
        exchangeBatchSize,
        usual.mirroredFactMax());
  }

  /// Workers exchange facts at the cost of a copy, so what `GRAPH` learns for a network would not
  /// pay among them.
  private PartitionStrategy workerStrategy() {
    return partitionStrategy == PartitionStrategy.GRAPH
        ? PartitionStrategy.HASH
        : partitionStrategy;
  }
}
