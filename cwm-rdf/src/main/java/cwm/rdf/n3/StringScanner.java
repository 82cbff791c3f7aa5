package cwm.rdf.n3;

/// Reads quoted strings in the four forms that Turtle and N3 have.
final class StringScanner {
  /// Bytes that mean themselves in every form.
  private static final boolean[] PLAIN = new boolean[256];

  static {
    for (int c = 1; c < 0x80; c++) {
      PLAIN[c] = "\"'\\\n\r".indexOf(c) < 0;
    }
  }

  private final ByteInput input;
  private final Diagnostics diagnostics;
  private final Escapes escapes;
  private final TokenText text;

  /// @param text gets the string's content: a piece of the input's buffer, or of one of this
  ///   scanner's own if there were escapes
  StringScanner(ByteInput input, Diagnostics diagnostics, Span text) {
    this.input = input;
    this.diagnostics = diagnostics;
    this.escapes = new Escapes(input, diagnostics);
    this.text = new TokenText(input, text);
  }

  /// Reads the string whose opening quote is at the position, where the token starts, in any of the
  /// four forms.
  ScanResult scan() {
    int quote = input.peek(0);
    boolean isLong = input.peek(1) == quote && input.peek(2) == quote;
    return isLong ? scanLong(quote) : scanShort(", or open it with " + triple(quote));
  }

  /// Reads a string as N-Triples has them: it ends at the line's end at the latest.
  ScanResult scanShort() {
    return scanShort("");
  }

  private ScanResult scanShort(String alternative) {
    int line = input.line();
    int column = input.column(input.position);
    int quote = input.peek(0);
    input.position++;
    ScanResult result = scanContent((byte) quote, false);
    if (result == ScanResult.ENDLESS) {
      reportEndless(
          line, column, 1, "close it with %c on its line%s".formatted(quote, alternative));
    }
    return result;
  }

  private ScanResult scanLong(int quote) {
    int line = input.line();
    int column = input.column(input.position);
    input.position += 3;
    ScanResult result = scanContent((byte) quote, true);
    if (result == ScanResult.ENDLESS) {
      reportEndless(line, column, 3, "close it with " + triple(quote));
    }
    return result;
  }

  private static String triple(int quote) {
    return Character.toString(quote).repeat(3);
  }

  private void reportEndless(int line, int column, int length, String hint) {
    diagnostics.report(
        line,
        column,
        column + length - 1,
        DiagnosticCode.UNTERMINATED_STRING,
        "this string is never closed",
        hint);
  }

  private ScanResult scanContent(byte quote, boolean isLong) {
    boolean sound = true;
    text.start();
    while (true) {
      int at = passPlain();
      byte b = input.buffer[at];
      if (b == quote && (!isLong || (input.peek(1) == quote && input.peek(2) == quote))) {
        int quoteLength = isLong ? 3 : 1;
        // A language or datatype may follow. To ask for it later could move the text.
        input.peek(quoteLength + 1);
        text.end();
        input.position += quoteLength;
        return ScanResult.SOUND.and(sound);
      } else if (b == '\\') {
        sound &= unescape();
      } else if (b < 0) {
        sound &= passCharacter(sound);
      } else if (b == 0 && at == input.limit) {
        if (!input.more()) {
          return ScanResult.ENDLESS;
        }
      } else if (b == '\n' || b == '\r') {
        if (!isLong) {
          return ScanResult.ENDLESS;
        }
        input.position++;
        if (b == '\n') {
          input.newLine(input.position);
        }
      } else {
        input.position++;
      }
    }
  }

  private int passPlain() {
    byte[] buffer = input.buffer;
    int at = input.position;
    while (PLAIN[buffer[at] & 0xff]) {
      at++;
    }
    input.position = at;
    return at;
  }

  private boolean unescape() {
    text.beforeEscape();
    int codePoint = escapes.readInString();
    text.afterEscape(codePoint);
    return codePoint >= 0;
  }

  private boolean passCharacter(boolean reporting) {
    boolean valid = input.readCharacter() != Utf8.INVALID;
    if (!valid && reporting) {
      diagnostics.reportInvalidUtf8();
    }
    return valid;
  }
}
