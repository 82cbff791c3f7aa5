package cwm.reasoner.engine;

import java.util.List;

/// What a run has cost.
///
/// @param rounds rounds of rules until the fixpoint; of workers side by side, the most that any had
/// @param instances instances of rules found, also of those that conclude what was known
/// @param supersteps times that workers waited for one another with all there was to do
/// @param hops times within supersteps that rows were answered which had been sent to other workers
/// @param sent rows and conclusions sent from one worker to another
public record RunCounts(long rounds, long instances, int supersteps, int hops, long sent) {
  /// Of a run that was not made.
  public static final RunCounts NONE = new RunCounts(0, 0, 0, 0, 0);

  static RunCounts of(SuperstepDriver driver, List<Worker> workers) {
    return new RunCounts(
        driver.roundCount(),
        workers.stream().mapToLong(Worker::instanceCount).sum(),
        driver.superstepCount(),
        driver.hopCount(),
        workers.stream().mapToLong(Worker::sentCount).sum());
  }

  RunCounts plus(RunCounts other) {
    return new RunCounts(
        rounds + other.rounds,
        instances + other.instances,
        supersteps + other.supersteps,
        hops + other.hops,
        sent + other.sent);
  }
}
