package cwm.cluster.state;

/// How a job has ended.
///
/// @param reason why it did not end well, for people
/// @param factCount facts of all nodes
/// @param derivedCount those of them that no input states
/// @param cost of all nodes
/// @param largestInstanceCount instances of rules found by the node that found most
public record JobResult(
    long job,
    JobOutcome outcome,
    String reason,
    int nodeCount,
    long factCount,
    long derivedCount,
    JobCost cost,
    long largestInstanceCount) {

  /// Of what could not be begun.
  static JobResult impossible(String reason) {
    return new JobResult(0, JobOutcome.BROKEN, reason, 0, 0, 0, JobCost.NONE, 0);
  }
}
