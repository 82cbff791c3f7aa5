package cwm.jena;

import cwm.rdf.n3.Utf8Output;

/// Characters, names and texts of XML 1.0.
final class XmlText {
  /// Pairs of first and last letter, of those that are letters in every edition of XML 1.0.
  private static final String LETTERS =
      "\u00C0\u00D6\u00D8\u00F6\u00F8\u00FF\u0100\u0131\u0134\u013E\u0141\u0148\u014A\u017E"
          + "\u0388\u038A\u038E\u03A1\u03A3\u03CE\u0401\u040C\u040E\u044F\u0451\u045C\u045E\u0481"
          + "\u05D0\u05EA\u0621\u063A\u0641\u064A\u3041\u3094\u30A1\u30FA\u4E00\u9FA5\uAC00\uD7A3";

  private XmlText() {}

  /// Where the longest name without a colon starts at the end of `iri`; its length if there is
  /// none.
  static int localNameStart(String iri) {
    int start = iri.length();
    for (int i = iri.length() - 1; i >= 0 && isNameCharacter(iri.charAt(i)); i--) {
      if (isNameStart(iri.charAt(i))) {
        start = i;
      }
    }
    return start;
  }

  /// Whether `text` is a name without a colon.
  static boolean isLocalName(String text) {
    return !text.isEmpty() && localNameStart(text) == 0;
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isLetterBeyondAscii(c);
  }

  private static boolean isNameCharacter(char c) {
    return isNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }

  private static boolean isLetterBeyondAscii(char c) {
    for (int i = 0; i < LETTERS.length(); i += 2) {
      if (c < LETTERS.charAt(i)) {
        return false;
      }
      if (c <= LETTERS.charAt(i + 1)) {
        return true;
      }
    }
    return false;
  }

  /// The first character that no XML document can hold, or -1.
  static int forbidden(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isControl = c < ' ' && c != '\t' && c != '\n' && c != '\r';
      if (isControl || c >= '\uFFFE') {
        return c;
      }
    }
    return -1;
  }

  /// Writes `text` so that it is read back as it is, in an element or in an attribute.
  static void write(String text, Utf8Output out) {
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      String reference =
          switch (text.charAt(i)) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\r' -> "&#13;";
            default -> "";
          };
      if (!reference.isEmpty()) {
        out.text(text.substring(written, i));
        out.text(reference);
        written = i + 1;
      }
    }
    out.text(written == 0 ? text : text.substring(written));
  }
}
