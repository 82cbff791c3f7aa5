package cwm.cluster.state;

/// How a job has ended.
///
/// @param reason why it did not end well, for people
/// @param factCount facts of all nodes
/// @param derivedCount those of them that no input states
/// @param millis at the node that needed longest
public record JobResult(
    long job,
    JobOutcome outcome,
    String reason,
    int nodeCount,
    long factCount,
    long derivedCount,
    long superstepCount,
    long roundCount,
    long millis) {

  /// Of what could not be begun.
  static JobResult impossible(String reason) {
    return new JobResult(0, JobOutcome.BROKEN, reason, 0, 0, 0, 0, 0, 0);
  }
}
