package cwm.rdf.n3;

/// The classes of characters that names are made of (RDF 1.1 Turtle §6.5).
final class NameChars {
  /// `PN_CHARS_BASE`: may start a prefix.
  static final int BASE = 1;

  /// `PN_CHARS_U` or a digit: may start a blank node's label.
  static final int START = 2;

  /// `PN_CHARS`.
  static final int PART = 4;

  /// `PN_CHARS` or `:`: all of a local name but dots and escapes.
  static final int LOCAL = 8;

  static final int DIGIT = 16;
  static final int LETTER = 32;
  static final int HEX = 64;

  /// `PN_CHARS_U`, a digit or `:`: may start a local name, as escapes may.
  static final int LOCAL_START = 128;

  /// The classes of each byte that is a character of its own; 0 for all others.
  private static final short[] CLASSES = new short[256];

  static {
    for (int c = 0; c < 0x80; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      int classes = 0;
      if (letter) {
        classes |= LETTER | BASE | START | PART | LOCAL | LOCAL_START;
      } else if (digit) {
        classes |= DIGIT | START | PART | LOCAL | LOCAL_START;
      } else if (c == '_') {
        classes |= START | PART | LOCAL | LOCAL_START;
      } else if (c == '-') {
        classes |= PART | LOCAL;
      } else if (c == ':') {
        classes |= LOCAL | LOCAL_START;
      }
      if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        classes |= HEX;
      }
      CLASSES[c] = (short) classes;
    }
  }

  private NameChars() {}

  /// Whether a byte is an ASCII character of one of the classes.
  static boolean is(byte b, int classes) {
    return (CLASSES[b & 0xff] & classes) != 0;
  }

  /// Whether a code point beyond ASCII is of one of the classes.
  static boolean isBeyondAscii(int codePoint, int classes) {
    if (isBase(codePoint)) {
      return (classes & (BASE | START | PART | LOCAL | LOCAL_START)) != 0;
    }
    return (classes & (PART | LOCAL)) != 0 && isPartOnly(codePoint);
  }

  private static boolean isBase(int c) {
    return (in(c, 0xc0, 0x2ff) && c != 0xd7 && c != 0xf7)
        || (in(c, 0x370, 0x1fff) && c != 0x37e)
        || in(c, 0x200c, 0x200d)
        || in(c, 0x2070, 0x218f)
        || in(c, 0x2c00, 0x2fef)
        || in(c, 0x3001, 0xd7ff)
        || in(c, 0xf900, 0xfdcf)
        || in(c, 0xfdf0, 0xfffd)
        || in(c, 0x10000, 0xeffff);
  }

  private static boolean isPartOnly(int c) {
    return c == 0xb7 || in(c, 0x300, 0x36f) || in(c, 0x203f, 0x2040);
  }

  private static boolean in(int c, int first, int last) {
    return first <= c && c <= last;
  }
}
