package cwm.reasoner.builtin;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Operations on texts as sequences of code points, the same in every locale.
final class Texts {
  private Texts() {}

  /// Compares by code point. `String.compareTo` goes by UTF-16 unit, and has U+FFFD after U+1F600.
  static int compare(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean sameKind = Character.isSurrogate(x) == Character.isSurrogate(y);
        return sameKind ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /// A text that is the same for all spellings that differ in case alone: `ß` is folded like `SS`,
  /// and a final sigma like any other.
  static String foldCase(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    var folded = new StringBuilder(upper.length());
    upper.codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
    return folded.toString();
  }

  /// As [#foldCase], and also the same for all spellings that differ in how much white space there
  /// is between words.
  static String foldCaseAndSpace(String text) {
    return normalizeSpace(foldCase(text));
  }

  /// The text without white space at its ends, and with one space for each run of it within.
  static String normalizeSpace(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }

  /// The first letter in upper case, the others in lower case.
  static String capitalize(String text) {
    int first = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  /// The code points from the `start`-th on, counted from 1, `length` of them; those before the
  /// first count too (XPath's `fn:substring`).
  static String substring(String text, double start, double length) {
    int count = text.codePointCount(0, text.length());
    double from = Math.clamp(start - 1, 0, count);
    double to = Math.clamp(start - 1 + length, from, count);
    int begin = text.offsetByCodePoints(0, (int) from);
    return text.substring(begin, text.offsetByCodePoints(begin, (int) (to - from)));
  }

  /// The texts with `separator` between them, or `null` if that is longer than a result may be.
  static @Nullable String join(List<String> texts, String separator) {
    long length = (long) separator.length() * Math.max(0, texts.size() - 1);
    for (String text : texts) {
      length += text.length();
    }
    return length <= StringShapes.TEXT_MAX ? String.join(separator, texts) : null;
  }
}
