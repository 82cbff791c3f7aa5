package cwm.rdf.n3;

/// Reads IRIs between `<` and `>`.
final class IriScanner {
  /// Bytes that IRIs hold as they are, `>` and escapes aside.
  private static final boolean[] PLAIN = new boolean[256];

  private static final int LOOKAHEAD_BYTES = 1 << 12;

  static {
    for (int c = '!'; c < 0x7f; c++) {
      PLAIN[c] = "<>\"{}|^`\\".indexOf(c) < 0;
    }
    PLAIN[0x7f] = true;
  }

  private final ByteInput input;
  private final Diagnostics diagnostics;
  private final Escapes escapes;
  private final TokenText text;

  /// @param text gets what stands between `<` and `>`, not yet resolved: a piece of the input's
  ///   buffer, or of one of this scanner's own if there were escapes
  IriScanner(ByteInput input, Diagnostics diagnostics, Span text) {
    this.input = input;
    this.diagnostics = diagnostics;
    this.escapes = new Escapes(input, diagnostics);
    this.text = new TokenText(input, text);
  }

  /// Whether the `<` at the position opens an IRI; if not, it is an operator. Only looks.
  boolean opensIri() {
    for (int ahead = 1; ahead < LOOKAHEAD_BYTES; ahead++) {
      int b = input.peek(ahead);
      if (b == '>') {
        return true;
      }
      if (b < 0 || (!PLAIN[b] && b != '\\' && b < 0x80)) {
        return false;
      }
    }
    return true;
  }

  /// Reads the IRI whose `<` is at the position, where the token starts. It ends at the line's end
  /// at the latest.
  ScanResult scan() {
    int openColumn = input.column(input.position);
    boolean sound = true;
    input.position++;
    text.start();
    while (true) {
      int at = passPlain();
      byte b = input.buffer[at];
      if (b == '>') {
        text.end();
        input.position++;
        return ScanResult.SOUND.and(sound);
      } else if (b == '\\') {
        sound &= unescape(sound);
      } else if (b < 0) {
        sound &= passCharacter(sound);
      } else if (b == 0 && at == input.limit) {
        if (!input.more()) {
          return endless(openColumn, sound);
        }
      } else if (b == '\n' || b == '\r') {
        return endless(openColumn, sound);
      } else if (sound && !isClosedOnLine()) {
        // What is missing is the `>`; the first space behind the IRI is not to blame.
        sound = reportEndless(openColumn);
      } else {
        input.position++;
        sound &= forbidden(b, input.position - 1, sound);
      }
    }
  }

  /// Whether a `>` follows on the line, as far as that can be seen from here. Only looks.
  private boolean isClosedOnLine() {
    for (int ahead = 0; ahead < LOOKAHEAD_BYTES; ahead++) {
      int b = input.peek(ahead);
      if (b == '>' || b < 0 || b == '\n' || b == '\r') {
        return b == '>';
      }
    }
    return true;
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

  private boolean unescape(boolean reporting) {
    text.beforeEscape();
    int start = input.position - input.tokenStart();
    int codePoint = escapes.readInIri();
    text.afterEscape(codePoint);
    if (codePoint >= 0 && codePoint < 0x80 && !PLAIN[codePoint]) {
      return forbidden(codePoint, input.tokenStart() + start, reporting);
    }
    return codePoint >= 0;
  }

  private boolean passCharacter(boolean reporting) {
    boolean valid = input.readCharacter() != Utf8.INVALID;
    if (!valid && reporting) {
      diagnostics.reportInvalidUtf8();
    }
    return valid;
  }

  /// Reports a character that stands in `buffer[start, position)`; of one IRI only the first.
  private boolean forbidden(int c, int start, boolean reporting) {
    if (reporting) {
      String shown = c > ' ' && c < 0x7f ? "'" + (char) c + "'" : "U+%04X".formatted(c);
      diagnostics.reportAt(
          start,
          input.position,
          DiagnosticCode.BAD_IRI,
          (c == ' ' ? "a space" : shown) + " cannot stand in an IRI",
          "write %%%02X".formatted(c));
    }
    return false;
  }

  private ScanResult endless(int openColumn, boolean reporting) {
    if (reporting) {
      reportEndless(openColumn);
    }
    return ScanResult.ENDLESS;
  }

  private boolean reportEndless(int openColumn) {
    diagnostics.report(
        input.line(),
        openColumn,
        openColumn,
        DiagnosticCode.BAD_IRI,
        "this IRI is never closed",
        "close it with > on the same line");
    return false;
  }
}
