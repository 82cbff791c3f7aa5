package cwm.app.config;

import java.util.Locale;

/// The whole numbers from `min` to `max`.
record Range(long min, long max) {
  boolean contains(long number) {
    return min <= number && number <= max;
  }

  /// For people: `from 1 to 1,024`.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "from %,d to %,d", min, max);
  }
}
