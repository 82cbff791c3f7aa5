package cwm.reasoner.builtin;

import cwm.reasoner.builtin.Numeric.Decimal;
import cwm.reasoner.builtin.Numeric.Exact;
import cwm.reasoner.builtin.Numeric.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Powers and logarithms: exact where operands and result are, doubles otherwise.
///
/// `null` says that there is no result, or one beyond [Numeric#DIGITS_MAX]; that is found out
/// before the work is done, so `(10 1000000000)` costs nothing.
final class Powers {
  private Powers() {}

  /// `base` to the power of `exponent`; 0 to the power of 0 is 1.
  static @Nullable Numeric power(Numeric base, Numeric exponent) {
    if (base instanceof Exact exact && exponent instanceof Exact integral) {
      BigDecimal stripped = integral.toBigDecimal().stripTrailingZeros();
      if (stripped.scale() <= 0) {
        return power(exact, stripped.toBigIntegerExact());
      }
    }
    return Numeric.floating(StrictMath.pow(base.toDouble(), exponent.toDouble()), base, exponent);
  }

  /// The exponent that makes `value` of `base`, both positive: an exact decimal if there is an
  /// integral one, and a double otherwise.
  static @Nullable Numeric logarithm(Numeric value, Numeric base) {
    boolean exists = value.toDouble() > 0 && base.toDouble() > 0 && base.toDouble() != 1;
    if (!exists) {
      return null;
    }
    double quotient = StrictMath.log(value.toDouble()) / StrictMath.log(base.toDouble());
    if (value instanceof Exact && base instanceof Exact && Double.isFinite(quotient)) {
      Decimal candidate = new Decimal(BigDecimal.valueOf(StrictMath.rint(quotient)));
      Numeric power = power(base, candidate);
      if (power != null && Order.of(power, value) == Order.EQUAL) {
        return candidate;
      }
    }
    return Numeric.floating(quotient, value, base);
  }

  private static @Nullable Numeric power(Exact base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      Numeric inverse = power(base, exponent.negate());
      return inverse == null ? null : Arithmetic.divide(Arithmetic.ONE, inverse);
    }
    return switch (base) {
      case Whole whole -> {
        BigInteger power = power(whole.toBigInteger(), exponent);
        yield power == null ? null : Numeric.whole(power);
      }
      case Decimal(var value) -> power(value.stripTrailingZeros(), exponent);
    };
  }

  private static @Nullable Numeric power(BigDecimal base, BigInteger exponent) {
    BigInteger digits = power(base.unscaledValue(), exponent);
    BigInteger scale = exponent.multiply(BigInteger.valueOf(base.scale()));
    boolean fits = scale.abs().compareTo(BigInteger.valueOf(Numeric.DIGITS_MAX)) <= 0;
    return digits == null || !fits
        ? null
        : Numeric.decimal(new BigDecimal(digits, scale.intValueExact()));
  }

  private static @Nullable BigInteger power(BigInteger base, BigInteger exponent) {
    boolean grows = base.abs().compareTo(BigInteger.ONE) > 0;
    if (!grows) {
      return exponent.signum() == 0 ? BigInteger.ONE : base.pow(exponent.testBit(0) ? 1 : 2);
    }
    BigInteger bits = exponent.multiply(BigInteger.valueOf(base.abs().bitLength() - 1L));
    boolean fits = bits.compareTo(BigInteger.valueOf(Numeric.BITS_MAX)) <= 0;
    return fits ? base.pow(exponent.intValueExact()) : null;
  }
}
