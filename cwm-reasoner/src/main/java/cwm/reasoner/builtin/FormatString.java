package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.builtin.Numeric.Exact;
import cwm.reasoner.builtin.Numeric.Floating;
import cwm.reasoner.builtin.Numeric.Whole;
import java.util.IllegalFormatException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `string:format`: the tags of C's `sprintf` that make sense for terms.
///
/// `%s` takes any term that has a text; `%d`, `%i` and `%x` an integer; `%f` and `%e` a number that
/// is finite; `%%` nothing. Flags, width and precision are as in C. A tag we do not have, an
/// argument of the wrong type, one too many or too few: no result.
final class FormatString {
  /// Four digits of width and precision, so that no result is huge.
  private static final Pattern TAG =
      Pattern.compile("%([-+ #0]*)(\\d{0,4})((?:\\.\\d{1,4})?)([sdixXfFeE%])");

  private FormatString() {}

  /// The format filled in, or `null`.
  ///
  /// @param members the format and its arguments
  static @Nullable String format(TermDictionary dictionary, int[] members) {
    String format = members.length == 0 ? null : TermText.of(dictionary, members[0]);
    if (format == null) {
      return null;
    }
    var result = new StringBuilder();
    Matcher tag = TAG.matcher(format);
    int argument = 1;
    int end = 0;
    for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', end)) {
      if (!tag.find(at) || tag.start() != at) {
        return null;
      }
      result.append(format, end, at);
      end = tag.end();
      boolean isPercent = tag.group(4).equals("%");
      if (!isPercent && argument == members.length) {
        return null;
      }
      String text = isPercent ? "%" : fill(tag, dictionary, members[argument++]);
      if (text == null || result.append(text).length() > StringShapes.TEXT_MAX) {
        return null;
      }
    }
    return argument == members.length ? result.append(format.substring(end)).toString() : null;
  }

  private static @Nullable String fill(Matcher tag, TermDictionary dictionary, int id) {
    String conversion = tag.group(4).equals("i") ? "d" : tag.group(4).replace('F', 'f');
    Object argument =
        switch (conversion) {
          case "s" -> TermText.of(dictionary, id);
          case "d", "x", "X" ->
              Numbers.read(dictionary, id) instanceof Whole whole ? whole.toBigInteger() : null;
          default -> fractional(Numbers.read(dictionary, id));
        };
    if (argument == null) {
      return null;
    }
    try {
      String javaTag = "%" + tag.group(1) + tag.group(2) + tag.group(3) + conversion;
      return String.format(Locale.ROOT, javaTag, argument);
    } catch (IllegalFormatException _) {
      return null;
    }
  }

  private static @Nullable Object fractional(@Nullable Numeric number) {
    return switch (number) {
      case null -> null;
      case Exact exact -> exact.toBigDecimal();
      case Floating(double value) -> Double.isFinite(value) ? value : null;
    };
  }
}
