package cwm.distributed;

/// How far a node is with its part in the job that is under way.
///
/// @param job its id
/// @param meetingCount how often the nodes have met in this phase: waited for one another, and told
///   one another what they have
/// @param factCount facts that the node owned when they met last, while rules run; else 0
/// @param derivedCount those of them that no input states
/// @param millis since this part began
public record JobProgress(
    long job, Phase phase, long meetingCount, long factCount, long derivedCount, long millis) {

  /// What is being done.
  public enum Phase {
    /// Others are waited for, and copies made ready.
    PREPARING,
    /// Facts are taken away.
    REMOVING,
    /// Facts are dealt out to their owners.
    DEALING,
    /// Rules run.
    THINKING
  }
}
