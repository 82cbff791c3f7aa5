package cwm.distributed;

import cwm.cluster.state.JobCost;
import cwm.cluster.state.JobResult;

/// What came of a job, in a line for people and for scripts that read logs.
public final class JobText {
  private JobText() {}

  /// The facts there are, and how long it took.
  public static String summary(JobResult result) {
    return "%,d facts, %,d derived, %,d supersteps, %.2f s, %d nodes"
        .formatted(
            result.factCount(),
            result.derivedCount(),
            result.cost().superstepCount(),
            result.cost().millis() / 1e3,
            result.nodeCount());
  }

  /// What grows with the number of nodes, and how evenly they worked.
  public static String cost(JobResult result) {
    JobCost cost = result.cost();
    double mean = cost.instanceCount() / (double) Math.max(1, result.nodeCount());
    String forEach =
        result.derivedCount() == 0
            ? ""
            : " (%.2f for each derived fact)"
                .formatted(cost.sentCount() / (double) result.derivedCount());
    return ("%,d hops, %,d rounds, %,d instances (the busiest node %.2f times the mean),"
            + " %,d facts and rows sent%s, %,d messages, %,d bytes")
        .formatted(
            cost.hopCount(),
            cost.roundCount(),
            cost.instanceCount(),
            mean == 0 ? 1 : result.largestInstanceCount() / mean,
            cost.sentCount(),
            forEach,
            cost.messageCount(),
            cost.byteCount());
  }
}
