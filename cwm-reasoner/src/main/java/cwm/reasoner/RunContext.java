package cwm.reasoner;

/// What a run is bound to, wherever its rules run.
///
/// @param nowMillis the time of the run for builtins that ask for it, in milliseconds since
///   1970-01-01T00:00Z: it stands still, so that rules give the same answer in each round, and on
///   each machine
/// @param documents what rules may read
/// @param formulas finds what follows from formulas; the reasoner that runs sets it
public record RunContext(
    Budget budget, long nowMillis, Documents documents, FormulaReasoner formulas) {

  /// A run of rules that may read these documents.
  public RunContext(Budget budget, long nowMillis, Documents documents) {
    this(
        budget,
        nowMillis,
        documents,
        (_, _) -> {
          throw new IllegalStateException("no reasoner runs in this context");
        });
  }

  /// A run of rules that may read no documents.
  public RunContext(Budget budget, long nowMillis) {
    this(budget, nowMillis, Documents.none());
  }

  /// The same, to be asked by another thread.
  public RunContext forWorker() {
    return new RunContext(budget.forWorker(), nowMillis, documents, formulas);
  }

  /// The same, with the one that finds what follows from formulas.
  public RunContext with(FormulaReasoner reasoner) {
    return new RunContext(budget, nowMillis, documents, reasoner);
  }
}
