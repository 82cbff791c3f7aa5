package cwm.reasoner.builtin;

import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What matches are replaced with: text in which `$1` or `\1` stands for the first group.
///
/// `$0` is the whole match. Of further digits as many count as name a group there is; a group that
/// took no part, or does not exist, is empty (XPath's `fn:replace`). `\$` and `\\` are the
/// characters themselves, and a `$` or `\` before anything else is too.
final class Replacement {
  private Replacement() {}

  /// The text with all matches replaced, or `null` if it gets too long.
  static @Nullable String replaceAll(String text, Matcher matcher, String template) {
    var result = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      result.append(text, end, matcher.start());
      append(template, matcher, result);
      end = matcher.end();
      if (result.length() > StringShapes.TEXT_MAX) {
        return null;
      }
    }
    return result.append(text, end, text.length()).toString();
  }

  private static void append(String template, Matcher matcher, StringBuilder result) {
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at++);
      char next = at < template.length() ? template.charAt(at) : 0;
      boolean isMark = c == '$' || c == '\\';
      if (isMark && isDigit(next)) {
        at = appendGroup(template, at, matcher, result);
      } else if (c == '\\' && (next == '$' || next == '\\')) {
        result.append(next);
        at++;
      } else {
        result.append(c);
      }
    }
  }

  /// Appends the group whose number starts at `start`, and returns where the number ends.
  private static int appendGroup(
      String template, int start, Matcher matcher, StringBuilder result) {
    int group = template.charAt(start) - '0';
    int at = start + 1;
    while (at < template.length() && isDigit(template.charAt(at))) {
      int longer = 10 * group + template.charAt(at) - '0';
      if (longer > matcher.groupCount()) {
        break;
      }
      group = longer;
      at++;
    }
    String value = group <= matcher.groupCount() ? matcher.group(group) : null;
    if (value != null) {
      result.append(value);
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
