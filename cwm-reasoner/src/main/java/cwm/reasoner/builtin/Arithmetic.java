package cwm.reasoner.builtin;

import cwm.reasoner.builtin.Numeric.Exact;
import cwm.reasoner.builtin.Numeric.Floating;
import cwm.reasoner.builtin.Numeric.Small;
import cwm.reasoner.builtin.Numeric.Whole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The basic operations on numbers.
///
/// Each works in the smallest type that holds its operands (see [Numeric]). `null` says that there
/// is no result: division by an exact zero, or a number beyond [Numeric#DIGITS_MAX].
final class Arithmetic {
  static final Small ZERO = new Small(0);
  static final Small ONE = new Small(1);

  /// Significant digits of a decimal quotient that goes on for longer: those of IEEE decimal128.
  private static final int QUOTIENT_DIGITS = 34;

  /// Digits that such a quotient has after the point, at least (XPath asks for 18 digits in all).
  private static final int QUOTIENT_FRACTION_DIGITS = 18;

  private Arithmetic() {}

  static @Nullable Numeric add(Numeric a, Numeric b) {
    if (a instanceof Small(long x) && b instanceof Small(long y)) {
      long sum = x + y;
      boolean overflows = ((x ^ sum) & (y ^ sum)) < 0;
      if (!overflows) {
        return new Small(sum);
      }
    }
    if (a instanceof Whole x && b instanceof Whole y) {
      return Numeric.whole(x.toBigInteger().add(y.toBigInteger()));
    }
    if (a instanceof Exact x && b instanceof Exact y) {
      return Numeric.decimal(x.toBigDecimal().add(y.toBigDecimal()));
    }
    return new Floating(a.toDouble() + b.toDouble());
  }

  static @Nullable Numeric subtract(Numeric a, Numeric b) {
    if (a instanceof Exact && b instanceof Exact) {
      Numeric negated = negate(b);
      return negated == null ? null : add(a, negated);
    }
    return new Floating(a.toDouble() - b.toDouble());
  }

  static @Nullable Numeric multiply(Numeric a, Numeric b) {
    if (a instanceof Small(long x) && b instanceof Small(long y)) {
      long product = x * y;
      if (Math.multiplyHigh(x, y) == product >> (Long.SIZE - 1)) {
        return new Small(product);
      }
    }
    if (a instanceof Whole x && b instanceof Whole y) {
      return Numeric.whole(x.toBigInteger().multiply(y.toBigInteger()));
    }
    if (a instanceof Exact x && b instanceof Exact y) {
      return Numeric.decimal(x.toBigDecimal().multiply(y.toBigDecimal()));
    }
    return new Floating(a.toDouble() * b.toDouble());
  }

  /// The quotient: of integers an integer if there is no remainder, of exact numbers a decimal.
  ///
  /// A decimal quotient is exact if 34 digits suffice; otherwise it is rounded, half to even, to 34
  /// digits or to 18 after the point, whichever is more.
  static @Nullable Numeric divide(Numeric a, Numeric b) {
    if (!(a instanceof Exact x) || !(b instanceof Exact y)) {
      return new Floating(a.toDouble() / b.toDouble());
    }
    if (isZero(y)) {
      return null;
    }
    if (x instanceof Whole dividend && y instanceof Whole divisor) {
      BigInteger[] parts = dividend.toBigInteger().divideAndRemainder(divisor.toBigInteger());
      if (parts[1].signum() == 0) {
        return Numeric.whole(parts[0]);
      }
    }
    BigDecimal dividend = x.toBigDecimal();
    BigDecimal divisor = y.toBigDecimal();
    int wholeDigits =
        dividend.precision() - dividend.scale() - (divisor.precision() - divisor.scale()) + 1;
    int precision = Math.max(QUOTIENT_DIGITS, wholeDigits + QUOTIENT_FRACTION_DIGITS);
    return Numeric.decimal(
        dividend.divide(divisor, new MathContext(precision, RoundingMode.HALF_EVEN)));
  }

  /// The quotient of integers rounded down, so that it goes with [#remainder].
  static @Nullable Numeric floorDivide(Numeric a, Numeric b) {
    if (!(a instanceof Whole x) || !(b instanceof Whole y) || isZero(y)) {
      return null;
    }
    BigInteger[] parts = x.toBigInteger().divideAndRemainder(y.toBigInteger());
    boolean roundedUp = parts[1].signum() * y.toBigInteger().signum() < 0;
    return Numeric.whole(roundedUp ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  /// The remainder of integers, with the sign of the divisor.
  static @Nullable Numeric remainder(Numeric a, Numeric b) {
    if (!(a instanceof Whole x) || !(b instanceof Whole y) || isZero(y)) {
      return null;
    }
    if (x instanceof Small(long dividend) && y instanceof Small(long divisor)) {
      return new Small(Math.floorMod(dividend, divisor));
    }
    BigInteger divisor = y.toBigInteger();
    BigInteger remainder = x.toBigInteger().remainder(divisor);
    boolean signsDiffer = remainder.signum() * divisor.signum() < 0;
    return Numeric.whole(signsDiffer ? remainder.add(divisor) : remainder);
  }

  static @Nullable Numeric negate(Numeric number) {
    return switch (number) {
      case Small(long value) when value != Long.MIN_VALUE -> new Small(-value);
      case Whole whole -> Numeric.whole(whole.toBigInteger().negate());
      case Exact exact -> Numeric.decimal(exact.toBigDecimal().negate());
      case Floating(double value) -> new Floating(-value);
    };
  }

  static @Nullable Numeric absolute(Numeric number) {
    return switch (number) {
      case Exact exact -> exact.toBigDecimal().signum() < 0 ? negate(exact) : exact;
      case Floating(double value) -> new Floating(Math.abs(value));
    };
  }

  /// The bit of an integer in two's complement that stands for 2 to the power of `place`.
  static @Nullable Numeric bit(Numeric number, Numeric place) {
    if (!(number instanceof Whole whole) || !(place instanceof Small(long index)) || index < 0) {
      return null;
    }
    int within = (int) Math.min(index, Integer.MAX_VALUE);
    return whole.toBigInteger().testBit(within) ? ONE : ZERO;
  }

  static @Nullable Numeric sum(List<Numeric> numbers) {
    return fold(numbers, ZERO, Arithmetic::add);
  }

  static @Nullable Numeric product(List<Numeric> numbers) {
    return fold(numbers, ONE, Arithmetic::multiply);
  }

  private static @Nullable Numeric fold(
      List<Numeric> numbers, Numeric start, MathShapes.Binary operation) {
    Numeric result = start;
    for (Numeric number : numbers) {
      result = operation.apply(result, number);
      if (result == null) {
        return null;
      }
    }
    return result;
  }

  static boolean isZero(Exact number) {
    return number.toBigDecimal().signum() == 0;
  }
}
