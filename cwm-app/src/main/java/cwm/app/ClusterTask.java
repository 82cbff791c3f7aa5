package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.DistributedConfig;
import cwm.distributed.ReasoningConfig;
import cwm.distributed.Spilling;
import cwm.reasoner.World;
import cwm.reasoner.partition.Spreading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node is to do in its cluster.
///
/// @param reasoning how it takes part
/// @param thinks whether it asks for the rules to be run
/// @param maxSteps rounds of rules after which to give up; 0 for no limit
/// @param timeout how long it waits for its answer
/// @param isOnce whether it prints the result and ends
/// @param prints whether it prints anything then
/// @param printsDerivedOnly whether it prints only what no input states
/// @param isVerbose whether it says what its job has cost
record ClusterTask(
    ReasoningConfig reasoning,
    boolean thinks,
    long maxSteps,
    Optional<Duration> timeout,
    boolean isOnce,
    boolean prints,
    boolean printsDerivedOnly,
    boolean isVerbose) {
  private static final Logger log = LoggerFactory.getLogger(ClusterTask.class);
  private static final int EXPECTED_MAX = 1_000;

  /// Of a command line.
  ///
  /// @throws UsageException if it asks for what is not there yet
  static ClusterTask of(
      Options options, Script script, Configuration configuration, Spreading spreading) {
    DistributedConfig config = configuration.distributed();
    int expected = options.expectNodes == null ? 0 : options.expectNodes;
    if (options.expectNodes != null && (expected < 1 || expected > EXPECTED_MAX)) {
      throw new UsageException(
          "--expect-nodes must be 1 to %,d, and is %,d".formatted(EXPECTED_MAX, expected));
    }
    if (config.inference() != DistributedConfig.Inference.DATA) {
      throw new UsageException("inference = rules and auto are not there yet; it must be data");
    }
    return new ClusterTask(
        new ReasoningConfig(
            config.partitionStrategy(),
            config.numPartitions(),
            config.replicationFactor(),
            spreading,
            expected,
            options.once,
            configuration.cluster().dataDir().map(Spilling::ofHeap).orElseGet(Spilling::standard),
            config.movedFactsPerSecond(),
            TimeUnit.SECONDS.toMillis(config.derivedCopiesAfterSeconds()),
            () -> world(Permissions.of(configuration.security(), options))),
        script.directives().stream().anyMatch(Directive.Think.class::isInstance),
        options.maxSteps == null ? 0 : options.maxSteps,
        Optional.ofNullable(options.timeout),
        options.once,
        !options.no,
        options.derived,
        options.verbose);
  }

  private static World world(Permissions permissions) {
    return new World(
        List.of(),
        permissions.visibleEnvironment(),
        new RuleDocuments(permissions, message -> log.warn("rules: {}", message)));
  }
}
