package cwm.reasoner.builtin;

import cwm.reasoner.builtin.Numeric.Decimal;
import cwm.reasoner.builtin.Numeric.Floating;
import cwm.reasoner.builtin.Numeric.Large;
import cwm.reasoner.builtin.Numeric.Small;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Numbers as text: the lexical forms of XML Schema Part 2, and the ones we write.
///
/// Written are `42`, decimals without needless zeros but with a digit on each side of the point
/// (`-3.0`), and doubles as `1.5e-7` with the fewest digits that tell them apart, or `INF`, `-INF`,
/// `NaN`.
final class NumberText {
  /// Digits that surely fit a `long`.
  private static final int LONG_DIGITS = 18;

  /// What [Numeric#DIGITS_MAX] digits need with a sign, a zero and a point before them.
  private static final int TEXT_MAX = Numeric.DIGITS_MAX + 3;

  private NumberText() {}

  /// What a text looks like.
  private enum Shape {
    INTEGER,
    DECIMAL,
    DOUBLE,
    NONE
  }

  /// The integer that `text` denotes, or `null`.
  static @Nullable Numeric integer(String text) {
    return shape(text) == Shape.INTEGER ? whole(text) : null;
  }

  /// The decimal that `text` denotes, or `null`.
  static @Nullable Numeric decimal(String text) {
    return switch (shape(text)) {
      case INTEGER, DECIMAL -> Numeric.decimal(new BigDecimal(text));
      case DOUBLE, NONE -> null;
    };
  }

  /// The double that `text` denotes, or `null`.
  static @Nullable Numeric floating(String text) {
    return switch (text) {
      case "INF", "+INF" -> new Floating(Double.POSITIVE_INFINITY);
      case "-INF" -> new Floating(Double.NEGATIVE_INFINITY);
      case "NaN" -> new Floating(Double.NaN);
      default -> shape(text) == Shape.NONE ? null : new Floating(Double.parseDouble(text));
    };
  }

  /// The number that `text` would be as an unquoted N3 literal, or `null`.
  static @Nullable Numeric any(String text) {
    return switch (shape(text)) {
      case INTEGER -> whole(text);
      case DECIMAL -> Numeric.decimal(new BigDecimal(text));
      case DOUBLE -> new Floating(Double.parseDouble(text));
      case NONE -> null;
    };
  }

  /// The text of a number.
  static String of(Numeric number) {
    return switch (number) {
      case Small(long value) -> Long.toString(value);
      case Large(var value) -> value.toString();
      case Decimal(var value) -> of(value);
      case Floating(double value) -> of(value);
    };
  }

  private static String of(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.setScale(Math.max(1, shortest.scale())).toPlainString();
  }

  private static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "INF" : "-INF";
    }
    if (value == 0) {
      return 1 / value > 0 ? "0.0e0" : "-0.0e0";
    }
    // Double.toString has the fewest digits that are needed; only their arrangement differs.
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = exact.unscaledValue().abs().toString();
    int exponent = exact.precision() - exact.scale() - 1;
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    return (value < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "e" + exponent;
  }

  private static @Nullable Numeric whole(String text) {
    return text.length() <= LONG_DIGITS
        ? new Small(Long.parseLong(text))
        : Numeric.whole(new BigInteger(text));
  }

  /// One pass over `[+-]? (digits ('.' digits?)? | '.' digits) ([eE] [+-]? digits)?`.
  private static Shape shape(String text) {
    if (text.length() > TEXT_MAX) {
      return Shape.NONE;
    }
    int start = skipSign(text, 0);
    int point = skipDigits(text, start);
    int end = point;
    if (point < text.length() && text.charAt(point) == '.') {
      end = skipDigits(text, point + 1);
    }
    boolean hasDigit = point > start || end > point + 1;
    if (!hasDigit) {
      return Shape.NONE;
    }
    if (end == text.length()) {
      return end == point ? Shape.INTEGER : Shape.DECIMAL;
    }
    if (text.charAt(end) != 'e' && text.charAt(end) != 'E') {
      return Shape.NONE;
    }
    int exponent = skipSign(text, end + 1);
    boolean hasExponent = exponent < text.length();
    return hasExponent && skipDigits(text, exponent) == text.length() ? Shape.DOUBLE : Shape.NONE;
  }

  private static int skipSign(String text, int at) {
    boolean signed = at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-');
    return signed ? at + 1 : at;
  }

  private static int skipDigits(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
