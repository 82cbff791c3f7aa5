package cwm.reasoner.builtin;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A number as `math:` sees it: `xsd:integer`, `xsd:decimal` or `xsd:double` by value.
///
/// The tower is that of the report's §2.2.1, integers within decimals within doubles: an operation
/// works in the smallest type that all its operands can be promoted to, and its result has that
/// type. Types derived from `xsd:integer` count as integers; `xsd:float` counts as double, as in
/// EYE and RDF.rb (XPath would keep it apart).
///
/// Integers and decimals are exact and unbounded in principle. Rules can make them grow without
/// end, so there are none of more than [#DIGITS_MAX] digits: what makes numbers returns `null`
/// then.
sealed interface Numeric {
  /// Digits of the longest number, before and behind the point together. Reading one takes time
  /// quadratic in its digits: 0.15 s for these, and 13 s for ten times as many.
  int DIGITS_MAX = 100_000;

  /// Bits that take no more than [#DIGITS_MAX] digits.
  int BITS_MAX = (int) (DIGITS_MAX / Math.log10(2));

  /// The nearest double; infinite for exact numbers beyond the doubles.
  double toDouble();

  /// A number that is not rounded.
  sealed interface Exact extends Numeric {
    BigDecimal toBigDecimal();
  }

  /// An integer.
  sealed interface Whole extends Exact {
    BigInteger toBigInteger();
  }

  /// An integer of 64 bits.
  record Small(long value) implements Whole {
    @Override
    public BigInteger toBigInteger() {
      return BigInteger.valueOf(value);
    }

    @Override
    public BigDecimal toBigDecimal() {
      return BigDecimal.valueOf(value);
    }

    @Override
    public double toDouble() {
      return value;
    }
  }

  /// An integer that is too large for [Small].
  record Large(BigInteger value) implements Whole {
    @Override
    public BigInteger toBigInteger() {
      return value;
    }

    @Override
    public BigDecimal toBigDecimal() {
      return new BigDecimal(value);
    }

    @Override
    public double toDouble() {
      return value.doubleValue();
    }
  }

  /// A decimal; it may be integral and stays a decimal nevertheless.
  record Decimal(BigDecimal value) implements Exact {
    @Override
    public BigDecimal toBigDecimal() {
      return value;
    }

    @Override
    public double toDouble() {
      return value.doubleValue();
    }
  }

  /// A double: rounded, infinite or not a number.
  record Floating(double value) implements Numeric {
    @Override
    public double toDouble() {
      return value;
    }
  }

  /// The integer of this value, or `null` beyond [#DIGITS_MAX].
  static @Nullable Whole whole(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return new Small(value.longValue());
    }
    return value.bitLength() <= BITS_MAX ? new Large(value) : null;
  }

  /// The decimal of this value, or `null` beyond [#DIGITS_MAX].
  static @Nullable Decimal decimal(BigDecimal value) {
    double digits = value.unscaledValue().bitLength() * Math.log10(2);
    int scale = value.scale();
    double written = scale < 0 ? digits - scale : Math.max(digits, scale);
    return written <= DIGITS_MAX ? new Decimal(value) : null;
  }

  /// A double computed from `operands`.
  ///
  /// From exact operands alone there is no infinity and no NaN: `2 math:acos ?x` has no answer, as
  /// division by zero has none. With a double among them it is as IEEE 754 says.
  static @Nullable Numeric floating(double value, Numeric... operands) {
    if (Double.isFinite(value)) {
      return new Floating(value);
    }
    for (Numeric operand : operands) {
      if (operand instanceof Floating) {
        return new Floating(value);
      }
    }
    return null;
  }
}
