package cwm.cluster.state;

/// What a job has cost at one node, or at all.
///
/// @param superstepCount times that nodes waited for one another with all there was to do
/// @param hopCount times within these that rows were answered which others had sent
/// @param roundCount rounds of rules, of workers side by side the most that any had
/// @param instanceCount instances of rules found, also of those that conclude what was known
/// @param sentCount facts, rows and conclusions sent to other workers
/// @param messageCount messages sent to other nodes, whatever for
/// @param byteCount their bytes
/// @param millis how long it took
public record JobCost(
    long superstepCount,
    long hopCount,
    long roundCount,
    long instanceCount,
    long sentCount,
    long messageCount,
    long byteCount,
    long millis) {
  /// Of what was not done.
  public static final JobCost NONE = new JobCost(0, 0, 0, 0, 0, 0, 0, 0);

  /// Of nodes side by side: what they did together, in the time of the slowest.
  JobCost beside(JobCost other) {
    return new JobCost(
        Math.max(superstepCount, other.superstepCount),
        Math.max(hopCount, other.hopCount),
        Math.max(roundCount, other.roundCount),
        instanceCount + other.instanceCount,
        sentCount + other.sentCount,
        messageCount + other.messageCount,
        byteCount + other.byteCount,
        Math.max(millis, other.millis));
  }
}
