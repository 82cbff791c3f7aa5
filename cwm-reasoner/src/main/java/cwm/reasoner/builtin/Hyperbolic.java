package cwm.reasoner.builtin;

/// The inverse hyperbolic functions, which Java lacks.
///
/// The formulas keep their digits near zero, by way of `log1p`, and do not overflow for large
/// arguments.
final class Hyperbolic {
  /// From here on x² + 1 and x² are the same double.
  private static final double LARGE = 0x1p28;

  private Hyperbolic() {}

  static double asinh(double x) {
    double magnitude = Math.abs(x);
    double result =
        magnitude > LARGE
            ? logOfDouble(magnitude)
            : StrictMath.log1p(
                magnitude
                    + magnitude * magnitude / (1 + StrictMath.sqrt(magnitude * magnitude + 1)));
    return Math.copySign(result, x);
  }

  /// NaN for x < 1.
  static double acosh(double x) {
    double above = x - 1;
    return x > LARGE
        ? logOfDouble(x)
        : StrictMath.log1p(above + StrictMath.sqrt(2 * above + above * above));
  }

  /// Infinite for 1 and -1, NaN beyond.
  static double atanh(double x) {
    double magnitude = Math.abs(x);
    return Math.copySign(StrictMath.log1p(2 * magnitude / (1 - magnitude)) / 2, x);
  }

  private static double logOfDouble(double x) {
    return StrictMath.log(x) + StrictMath.log(2);
  }
}
