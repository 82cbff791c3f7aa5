package cwm.reasoner;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// How long and how far a run may go.
///
/// The clock is asked once in a while; [#check()] costs a decrement otherwise.
public final class Budget {
  private static final int CHECK_INTERVAL = 64;

  private final long stepMax;
  private final long timeoutNanos;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private int untilCheck = CHECK_INTERVAL;

  private Budget(long stepMax, long timeoutNanos, LongSupplier nanoClock, long startNanos) {
    this.stepMax = stepMax;
    this.timeoutNanos = timeoutNanos;
    this.nanoClock = nanoClock;
    this.startNanos = startNanos;
  }

  /// No limit.
  public static Budget unlimited() {
    return new Budget(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0, 0);
  }

  /// A limit on rounds and on time from now on.
  ///
  /// @param stepMax rounds; `Long.MAX_VALUE` for no limit
  /// @param timeoutNanos `Long.MAX_VALUE` for no limit
  /// @param nanoClock the clock, such as `System::nanoTime`; asked by every worker's thread
  public static Budget of(long stepMax, long timeoutNanos, LongSupplier nanoClock) {
    return new Budget(stepMax, timeoutNanos, nanoClock, nanoClock.getAsLong());
  }

  /// No limit but that somebody may end the run.
  ///
  /// @param isOver asked by every worker's thread
  public static Budget until(BooleanSupplier isOver) {
    return new Budget(Long.MAX_VALUE, 0, () -> isOver.getAsBoolean() ? 1 : 0, 0);
  }

  /// The same budget, to be asked by another thread.
  public Budget forWorker() {
    return new Budget(stepMax, timeoutNanos, nanoClock, startNanos);
  }

  /// The rounds that one run may have.
  public long stepMax() {
    return stepMax;
  }

  /// Asks whether to go on.
  ///
  /// @throws BudgetExhaustedException if the time is up
  public void check() {
    if (--untilCheck <= 0) {
      untilCheck = CHECK_INTERVAL;
      if (nanoClock.getAsLong() - startNanos > timeoutNanos) {
        throw new BudgetExhaustedException("the time limit is up");
      }
    }
  }
}
