package cwm.reasoner.builtin;

import cwm.reasoner.builtin.Numeric.Decimal;
import cwm.reasoner.builtin.Numeric.Exact;
import cwm.reasoner.builtin.Numeric.Floating;
import cwm.reasoner.builtin.Numeric.Small;
import cwm.reasoner.builtin.Numeric.Whole;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// The ways of rounding numbers.
final class Rounding {
  private Rounding() {}

  /// The nearest multiple of 10^-`digits`, halves upwards; it has the type of the number.
  ///
  /// @param digits an integer, negative for tens and hundreds
  static @Nullable Numeric roundTo(Numeric number, Numeric digits) {
    if (!(digits instanceof Small(long scale)) || Math.abs(scale) > Numeric.DIGITS_MAX) {
      return null;
    }
    return switch (number) {
      case Whole whole when scale >= 0 -> whole;
      case Whole whole ->
          Numeric.whole(round(whole.toBigDecimal(), (int) scale).toBigIntegerExact());
      case Decimal(var value) -> Numeric.decimal(round(value, (int) scale));
      case Floating(double value) when Double.isFinite(value) -> {
        double rounded = round(new BigDecimal(value), (int) scale).doubleValue();
        yield new Floating(Math.copySign(rounded, value));
      }
      case Floating special -> special;
    };
  }

  /// The nearest integral number, halves upwards: -2.5 gives -2.0.
  static @Nullable Numeric round(Numeric number) {
    return roundTo(number, Arithmetic.ZERO);
  }

  /// The least integer that is not less; infinities and NaN stay as they are.
  static @Nullable Numeric ceiling(Numeric number) {
    return toWhole(number, RoundingMode.CEILING);
  }

  /// The greatest integer that is not greater; infinities and NaN stay as they are.
  static @Nullable Numeric floor(Numeric number) {
    return toWhole(number, RoundingMode.FLOOR);
  }

  private static @Nullable Numeric toWhole(Numeric number, RoundingMode mode) {
    return switch (number) {
      case Whole whole -> whole;
      case Exact exact -> toWhole(exact.toBigDecimal(), mode);
      case Floating(double value) when Double.isFinite(value) ->
          toWhole(new BigDecimal(value), mode);
      case Floating special -> special;
    };
  }

  private static @Nullable Numeric toWhole(BigDecimal value, RoundingMode mode) {
    return Numeric.whole(value.setScale(0, mode).toBigIntegerExact());
  }

  private static BigDecimal round(BigDecimal value, int scale) {
    RoundingMode upwards = value.signum() < 0 ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP;
    return value.scale() <= scale ? value : value.setScale(scale, upwards);
  }
}
