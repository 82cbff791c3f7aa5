package cwm.reasoner;

/// What a run is bound to, wherever its rules run.
///
/// @param nowMillis the time of the run for builtins that ask for it, in milliseconds since
///   1970-01-01T00:00Z: it stands still, so that rules give the same answer in each round, and on
///   each machine
/// @param world what rules see beside their facts
/// @param formulas finds what follows from formulas; the reasoner that runs sets it
public record RunContext(Budget budget, long nowMillis, World world, FormulaReasoner formulas) {

  /// A run of rules that see no more than that.
  public RunContext(Budget budget, long nowMillis, World world) {
    this(
        budget,
        nowMillis,
        world,
        (_, _) -> {
          throw new IllegalStateException("no reasoner runs in this context");
        });
  }

  /// A run of rules that see nothing but facts and the time.
  public RunContext(Budget budget, long nowMillis) {
    this(budget, nowMillis, World.NONE);
  }

  /// The same, to be asked by another thread.
  public RunContext forWorker() {
    return new RunContext(budget.forWorker(), nowMillis, world, formulas);
  }

  /// The same, in another world.
  public RunContext in(World other) {
    return new RunContext(budget, nowMillis, other, formulas);
  }

  /// The same, with the one that finds what follows from formulas.
  public RunContext with(FormulaReasoner reasoner) {
    return new RunContext(budget, nowMillis, world, reasoner);
  }
}
