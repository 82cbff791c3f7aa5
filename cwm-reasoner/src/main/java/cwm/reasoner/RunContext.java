package cwm.reasoner;

/// What a run is bound to, wherever its rules run.
///
/// @param nowMillis the time of the run for builtins that ask for it, in milliseconds since
///   1970-01-01T00:00Z: it stands still, so that rules give the same answer in each round, and on
///   each machine
public record RunContext(Budget budget, long nowMillis) {

  /// The same, to be asked by another thread.
  public RunContext forWorker() {
    return new RunContext(budget.forWorker(), nowMillis);
  }
}
