package cwm.reasoner.builtin;

import cwm.reasoner.builtin.Numeric.Exact;
import cwm.reasoner.builtin.Numeric.Small;

/// How two numbers compare by value.
enum Order {
  LESS,
  EQUAL,
  GREATER,
  /// One of them is not a number.
  UNORDERED;

  /// Compares exactly what is exact, and as doubles otherwise (XPath Functions §4.3), so that `0.1`
  /// and `0.1e0` are equal though the double is a little more than a tenth.
  static Order of(Numeric a, Numeric b) {
    if (a instanceof Small(long x) && b instanceof Small(long y)) {
      return of(Long.compare(x, y));
    }
    if (a instanceof Exact x && b instanceof Exact y) {
      return of(x.toBigDecimal().compareTo(y.toBigDecimal()));
    }
    double x = a.toDouble();
    double y = b.toDouble();
    return x < y ? LESS : x > y ? GREATER : x == y ? EQUAL : UNORDERED;
  }

  private static Order of(int comparison) {
    return comparison < 0 ? LESS : comparison > 0 ? GREATER : EQUAL;
  }
}
