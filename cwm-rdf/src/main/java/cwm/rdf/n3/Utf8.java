package cwm.rdf.n3;

/// Reads UTF-8 strictly: no overlong forms, no surrogates, nothing past U+10FFFF (Unicode 3.9,
/// D92).
final class Utf8 {
  static final int BYTES_MAX = 4;
  static final int INVALID = -1;

  private Utf8() {}

  /// The code point that starts at `at`, or [#INVALID].
  ///
  /// The bytes end with a 0 that ends a character cut short.
  static int decode(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4) {
      return INVALID;
    }
    int codePoint = first & 0x7f >> length;
    for (int i = 1; i < length; i++) {
      int next = bytes[at + i];
      if ((next & 0xc0) != 0x80) {
        return INVALID;
      }
      codePoint = codePoint << 6 | (next & 0x3f);
    }
    boolean overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
    return overlong || isSurrogate(codePoint) || codePoint > Character.MAX_CODE_POINT
        ? INVALID
        : codePoint;
  }

  /// How many bytes a code point takes.
  static int length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
