package cwm.rdf.n3;

import java.util.regex.Pattern;

/// What the token rules of Turtle and N3 let one write in short (RDF 1.1 Turtle §6.5, N3 report
/// §4).
///
/// Where the grammars differ or allow escapes, these are the texts that both read without them.
final class Tokens {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]*\\.[0-9]+");
  private static final Pattern DOUBLE =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)[eE][+-]?[0-9]+");
  private static final Pattern LANGUAGE_TAG =
      Pattern.compile("[a-zA-Z]+(?:-[a-zA-Z0-9]+)*(?:--[a-zA-Z]+)?");
  private static final Pattern SCHEME =
      Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*", Pattern.DOTALL);

  private Tokens() {}

  static boolean isInteger(String text) {
    return INTEGER.matcher(text).matches();
  }

  static boolean isDecimal(String text) {
    return DECIMAL.matcher(text).matches();
  }

  static boolean isDouble(String text) {
    return DOUBLE.matcher(text).matches();
  }

  static boolean isLanguageTag(String text) {
    return LANGUAGE_TAG.matcher(text).matches();
  }

  /// Whether `iri` starts with a scheme, so that no base changes it.
  static boolean isAbsolute(String iri) {
    return SCHEME.matcher(iri).matches();
  }

  /// The character that keeps `iri` from being written between `<` and `>`, or -1.
  ///
  /// The grammar's `IRIREF` leaves these out, and escapes do not bring them back (Turtle's negative
  /// syntax test bad-uri-02).
  static int forbiddenInIri(String iri) {
    for (int i = 0; i < iri.length(); i++) {
      char c = iri.charAt(i);
      if (c <= ' ' || "<>\"{}|^`\\".indexOf(c) >= 0) {
        return c;
      }
    }
    return -1;
  }

  /// Whether `text` has no character beyond ASCII.
  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /// Whether `text` may stand after `?`.
  static boolean isVariableName(String text) {
    return !text.isEmpty()
        && is(text.codePointAt(0), NameChars.START)
        && text.codePoints().allMatch(c -> is(c, NameChars.PART));
  }

  /// Whether `text` may stand before the colon of a prefixed name (`PN_PREFIX`, or nothing).
  static boolean isPrefix(String text) {
    return text.isEmpty()
        || (is(text.codePointAt(0), NameChars.BASE)
            && !text.endsWith(".")
            && text.codePoints().allMatch(c -> is(c, NameChars.PART) || c == '.'));
  }

  /// Whether `text` may stand after the colon of a prefixed name without escapes (`PN_LOCAL`, or
  /// nothing).
  static boolean isLocalName(String text) {
    if (text.isEmpty()) {
      return true;
    }
    int first = text.codePointAt(0);
    boolean mayBeFirst = is(first, NameChars.START) || first == ':' || first == '%';
    if (!mayBeFirst || text.endsWith(".")) {
      return false;
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!is(c, NameChars.LOCAL) && c != '.' && !(c == '%' && isPercentEncoding(text, i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPercentEncoding(String text, int start) {
    return start + 2 < text.length()
        && is(text.charAt(start + 1), NameChars.HEX)
        && is(text.charAt(start + 2), NameChars.HEX);
  }

  private static boolean is(int codePoint, int classes) {
    return codePoint < 0x80
        ? NameChars.is((byte) codePoint, classes)
        : NameChars.isBeyondAscii(codePoint, classes);
  }
}
