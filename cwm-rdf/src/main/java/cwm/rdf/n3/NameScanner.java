package cwm.rdf.n3;

/// Reads names: words, the two halves of prefixed names, labels of blank nodes, names of variables
/// and language tags (RDF 1.1 Turtle §6.5).
final class NameScanner {
  static final String TAG_HINT =
      "write letters, then parts of letters and digits, such as @en or @de-AT";

  private static final String LOCAL_ESCAPES = "_~.-!$&'()*+,;=/?#@%";

  private final ByteInput input;
  private final Diagnostics diagnostics;
  private final TokenText text;

  /// @param text gets the name: a piece of the input's buffer, or of one of this scanner's own if
  ///   there were escapes
  NameScanner(ByteInput input, Diagnostics diagnostics, Span text) {
    this.input = input;
    this.diagnostics = diagnostics;
    this.text = new TokenText(input, text);
  }

  /// Reads `PN_PREFIX` or a keyword; the position is at a letter.
  boolean scanWord() {
    return scan(NameChars.BASE, NameChars.PART, false);
  }

  /// Reads `PN_LOCAL`, which may be empty.
  boolean scanLocal() {
    return scan(NameChars.LOCAL_START, NameChars.LOCAL, true);
  }

  /// Reads the part of a blank node's label behind `_:`; it is empty if there is none.
  boolean scanLabel() {
    return scan(NameChars.START, NameChars.PART, false);
  }

  /// Reads what stands behind the `@` of a language tag or directive. A base direction (RDF 1.2) is
  /// taken as part of the tag.
  ///
  /// @return whether it has the form of a language tag; if not, all that looks like a name was read
  boolean scanTag() {
    text.start();
    boolean wellFormed = passAll(NameChars.LETTER) > 0;
    while (wellFormed && input.peek(0) == '-') {
      int dashCount = input.peek(1) == '-' ? 2 : 1;
      input.position += dashCount;
      wellFormed = passAll(NameChars.LETTER | NameChars.DIGIT) > 0;
    }
    wellFormed &= passAll(NameChars.PART) == 0;
    text.end();
    return wellFormed;
  }

  /// Passes all characters of some classes and returns how many there were.
  private int passAll(int classes) {
    int count = 0;
    while (input.peek(0) > 0 && NameChars.is(input.buffer[input.position], classes)) {
      input.position++;
      count++;
    }
    return count;
  }

  /// Reads the longest name at the position: a character of class `first`, then any number of class
  /// `rest` and of dots, the last of them no dot.
  ///
  /// @return whether its escapes are well-formed; if not, that was reported
  private boolean scan(int first, int rest, boolean escapes) {
    boolean sound = true;
    text.start();
    int dotCount = 0;
    int classes = first;
    while (true) {
      int before = input.position;
      byte b = passPlain(classes);
      if (input.position > before) {
        dotCount = 0;
        if (classes != rest) {
          classes = rest;
          continue;
        }
      }
      if (b == '.' && classes == rest) {
        input.position++;
        dotCount++;
      } else if (b < 0 && passCharacter(classes)) {
        dotCount = 0;
        classes = rest;
      } else if (escapes && (b == '%' || b == '\\')) {
        sound &= b == '%' ? passPercent() : unescape();
        dotCount = 0;
        classes = rest;
      } else if (b != 0 || input.position < input.limit || !input.more()) {
        break;
      }
    }
    if (!input.isTokenCut()) {
      input.position -= dotCount;
    }
    text.end();
    return sound;
  }

  private byte passPlain(int classes) {
    byte[] buffer = input.buffer;
    int at = input.position;
    while (NameChars.is(buffer[at], classes)) {
      at++;
    }
    input.position = at;
    return buffer[at];
  }

  private boolean passCharacter(int classes) {
    int codePoint = input.peekCharacter();
    if (!NameChars.isBeyondAscii(codePoint, classes)) {
      return false;
    }
    input.passCharacter(codePoint);
    return true;
  }

  /// Passes `%` and two digits, which stay as they are.
  private boolean passPercent() {
    boolean sound = isHex(input.peek(1)) && isHex(input.peek(2));
    if (!sound) {
      int at = input.position;
      diagnostics.reportAt(
          at,
          at + 1,
          DiagnosticCode.BAD_NAME,
          "'%' in a name needs two hexadecimal digits",
          "write \\% for a percent sign");
    }
    input.position += sound ? 3 : 1;
    return sound;
  }

  private static boolean isHex(int b) {
    return b >= 0 && NameChars.is((byte) b, NameChars.HEX);
  }

  private boolean unescape() {
    text.beforeEscape();
    int escaped = input.peek(1);
    boolean sound = escaped > 0 && LOCAL_ESCAPES.indexOf(escaped) >= 0;
    boolean shown = escaped > ' ' && escaped < 0x7f;
    if (!sound) {
      int at = input.position;
      diagnostics.reportAt(
          at,
          at + (shown ? 2 : 1),
          DiagnosticCode.BAD_ESCAPE,
          shown ? "'\\%c' is no escape in a name".formatted(escaped) : "a lone '\\' is no escape",
          "names escape only the characters " + LOCAL_ESCAPES);
    }
    input.position += shown ? 2 : 1;
    text.afterEscape(sound ? escaped : -1);
    return sound;
  }
}
