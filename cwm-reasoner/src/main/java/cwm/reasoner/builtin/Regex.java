package cwm.reasoner.builtin;

import cwm.reasoner.WatchedText;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Searches texts for regular expressions, with bounds on the work.
///
/// The report (§4.6.9) asks for the Perl and Python style, which `java.util.regex` has; lines end
/// with `\n` only. A search that backtracks too much, nests too deep or loops too long ends without
/// a result, as an invalid expression does: neither `string:matches` nor `string:notMatches` holds
/// then.
///
/// Two things are not bounded well. Java's matcher can branch without reading, so forty times `(|)`
/// before `(?!)` is not stopped. And how deep it may nest depends on the stack of the calling
/// thread: `(a|b)*` overflows it after some thousand characters, where `[ab]*` does not nest at
/// all.
final class Regex {
  /// Characters that one search may read, 0.1 to 0.4 s of work; more for a text that is long
  /// itself.
  private static final long READS_MAX = 20_000_000;

  private static final int PATTERN_LENGTH_MAX = 10_000;
  private static final int CACHED_MAX = 256;

  /// What the least repetitions `{n` in one expression may multiply to: empty groups are repeated
  /// without reading anything.
  private static final long REPETITIONS_MAX = 1_000_000;

  private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)");

  private static final Map<String, Optional<Pattern>> CACHE = new ConcurrentHashMap<>();

  /// Says that a text was read too often.
  private static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExhaustedException() {
      super("the regular expression reads its text too often", null, false, false);
    }
  }

  private Regex() {}

  private static void exhausted() {
    throw new ExhaustedException();
  }

  /// What `use` makes of a matcher of the expression on the text; `null` if it makes nothing of it,
  /// the expression is invalid, or a bound is hit.
  static <T> @Nullable T search(String text, String regex, Function<Matcher, @Nullable T> use) {
    Optional<Pattern> pattern = compile(regex);
    if (pattern.isEmpty()) {
      return null;
    }
    long readsMax = Math.max(READS_MAX, 10L * text.length());
    try {
      return use.apply(
          pattern.get().matcher(new WatchedText(text, readsMax + 1, Regex::exhausted)));
    } catch (ExhaustedException | StackOverflowError _) {
      // The matcher recurses for each repetition of a group, so long texts overflow the stack.
      return null;
    }
  }

  private static Optional<Pattern> compile(String regex) {
    if (CACHE.size() >= CACHED_MAX) {
      CACHE.clear();
    }
    return CACHE.computeIfAbsent(regex, Regex::compileAnew);
  }

  private static Optional<Pattern> compileAnew(String regex) {
    if (regex.length() > PATTERN_LENGTH_MAX || repeatsTooOften(regex)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(regex, Pattern.UNIX_LINES));
    } catch (PatternSyntaxException | StackOverflowError _) {
      return Optional.empty();
    }
  }

  private static boolean repeatsTooOften(String regex) {
    Matcher repetition = REPETITION.matcher(regex);
    double product = 1;
    while (repetition.find()) {
      product *= Math.max(1, Double.parseDouble(repetition.group(1)));
    }
    return product > REPETITIONS_MAX;
  }
}
