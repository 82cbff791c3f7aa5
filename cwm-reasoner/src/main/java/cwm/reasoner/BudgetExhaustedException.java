package cwm.reasoner;

/// A run reached a limit of its [Budget]. The engine adds how far it got.
public final class BudgetExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BudgetExhaustedException(String message) {
    super(message, null, false, false);
  }

  /// The rounds are used up.
  public static BudgetExhaustedException ofSteps(long stepMax) {
    return new BudgetExhaustedException("the limit of %,d rounds is reached".formatted(stepMax));
  }
}
