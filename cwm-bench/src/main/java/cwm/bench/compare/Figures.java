package cwm.bench.compare;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads figures from what processes print.
final class Figures {
  private static final Pattern CLOSURE =
      Pattern.compile("closure: ([\\d,]+) facts, ([\\d,]+) of them derived");
  private static final Pattern REASONING =
      Pattern.compile("^cwm: .*rules in .* in ([\\d.]+) s$", Pattern.MULTILINE);
  private static final Pattern USAGE = Pattern.compile("[\\d.]+ [\\d.]+ [\\d.]+ \\d+");

  private Figures() {}

  /// What a process used.
  ///
  /// @param cpuSeconds user and system time, of the process and those it waited for
  /// @param peakMiB the most memory that one process of them had
  record Usage(double cpuSeconds, double wallSeconds, double peakMiB) {}

  /// The format for `/usr/bin/time` that [#usage] reads: user, system, wall, KiB.
  static final String USAGE_FORMAT = "%U %S %e %M";

  /// Reads what `/usr/bin/time` wrote; a line on how the process ended may stand before it.
  static Optional<Usage> usage(String text) {
    return text.lines()
        .filter(line -> USAGE.matcher(line).matches())
        .reduce((_, last) -> last)
        .map(line -> line.split(" "))
        .map(
            parts ->
                new Usage(
                    Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3]) / 1024));
  }

  /// How many facts `cwm --verbose` says it derived.
  static OptionalLong derivedCount(String verbose) {
    return last(CLOSURE, verbose).map(match -> number(match.group(2))).orElse(OptionalLong.empty());
  }

  /// How long `cwm --verbose` says its rules took; of several runs of rules all together.
  static OptionalDouble reasoningSeconds(String verbose) {
    List<Double> seconds =
        REASONING.matcher(verbose).results().map(match -> Double.valueOf(match.group(1))).toList();
    return seconds.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(seconds.stream().mapToDouble(Double::doubleValue).sum());
  }

  /// The last number behind `name` and a colon or an equals sign, as in `derived: 3,000`.
  static OptionalLong value(String name, String text) {
    Pattern pattern = Pattern.compile("\\b" + Pattern.quote(name) + "(?:: |=)([\\d,]+)");
    return last(pattern, text).map(match -> number(match.group(1))).orElse(OptionalLong.empty());
  }

  /// The middle value, of an even number of values the mean of the two in the middle.
  ///
  /// @throws IllegalArgumentException if there are no values
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("the median of nothing");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static Optional<MatchResult> last(Pattern pattern, String text) {
    return pattern.matcher(text).results().reduce((_, last) -> last);
  }

  private static OptionalLong number(String digits) {
    return OptionalLong.of(Long.parseLong(digits.replace(",", "")));
  }
}
