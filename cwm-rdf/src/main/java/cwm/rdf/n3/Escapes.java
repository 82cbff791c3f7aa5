package cwm.rdf.n3;

/// Reads the escapes of strings and IRIs (RDF 1.1 Turtle §6.4).
final class Escapes {
  private static final String NUMERIC = "\\uXXXX \\UXXXXXXXX";
  private static final String IN_STRING =
      "write \\\\ for a backslash; the escapes are \\t \\b \\n \\r \\f \\\" \\' \\\\ " + NUMERIC;
  private static final String IN_IRI = "the escapes in an IRI are " + NUMERIC;

  private final ByteInput input;
  private final Diagnostics diagnostics;

  Escapes(ByteInput input, Diagnostics diagnostics) {
    this.input = input;
    this.diagnostics = diagnostics;
  }

  /// Reads the escape at the position, a backslash, as strings have them.
  ///
  /// @return the character it stands for, or -1 after a report
  int readInString() {
    int letter = input.peek(1);
    int meaning =
        switch (letter) {
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 'f' -> '\f';
          case '"', '\'', '\\' -> letter;
          default -> -1;
        };
    if (meaning < 0) {
      return readNumeric(IN_STRING);
    }
    input.position += 2;
    return meaning;
  }

  /// Reads the escape at the position, a backslash, as IRIs have them: by number only.
  ///
  /// @return the character it stands for, or -1 after a report
  int readInIri() {
    return readNumeric(IN_IRI);
  }

  private int readNumeric(String hint) {
    int letter = input.peek(1);
    int digitCount = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digitCount == 0) {
      boolean named = letter > ' ' && letter < 0x7f;
      fail(
          named ? 2 : 1,
          named ? "'\\" + (char) letter + "' is no escape here" : "a lone '\\' is no escape",
          hint);
      return -1;
    }
    long codePoint = 0;
    for (int i = 0; i < digitCount; i++) {
      int digit = Character.digit(Math.max(input.peek(2 + i), 0), 16);
      if (digit < 0) {
        String escape = "'\\" + (char) letter + "'";
        fail(2 + i, escape + " needs %d hexadecimal digits".formatted(digitCount), "");
        return -1;
      }
      codePoint = codePoint << 4 | digit;
    }
    boolean surrogate = codePoint < 0x10000 && Utf8.isSurrogate((int) codePoint);
    if (surrogate || codePoint > Character.MAX_CODE_POINT) {
      String why = surrogate ? "a surrogate, not a character" : "past the last character, U+10FFFF";
      fail(2 + digitCount, "U+%04X is %s".formatted(codePoint, why), "");
      return -1;
    }
    input.position += 2 + digitCount;
    return (int) codePoint;
  }

  /// Reports the escape's first `length` characters and passes them.
  private void fail(int length, String message, String hint) {
    int start = input.position;
    diagnostics.reportAt(start, start + length, DiagnosticCode.BAD_ESCAPE, message, hint);
    input.position += length;
  }
}
