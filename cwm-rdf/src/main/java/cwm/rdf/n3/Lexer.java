package cwm.rdf.n3;

import java.nio.charset.StandardCharsets;

/// Cuts a document into the tokens of N3, of which Turtle has some.
///
/// One token is current at any time, and its text stays in the buffer, so it is read before
/// [#next()]. Mistakes inside a token are reported here; then `sound` is false, and the parser goes
/// on with a token of the same kind.
final class Lexer {
  private static final int SHOWN_BYTES = 40;

  /// The current token.
  TokenKind kind = TokenKind.END;

  /// Whether the current token is well-formed.
  boolean sound;

  /// Where the current token starts.
  int line;

  int column;
  long offset;

  /// Where the token before it ended.
  int lastLine;

  int lastColumn;

  /// The token's text without its quotes, brackets or marks, unescaped; of a prefixed name what
  /// follows the colon.
  final Span text = new Span();

  /// Of a prefixed name, what precedes the colon.
  final Span prefix = new Span();

  private final ByteInput input;
  private final Diagnostics diagnostics;
  private final boolean isN3;
  private final IriScanner iris;
  private final StringScanner strings;
  private final NameScanner names;
  private final NumberScanner numbers;

  Lexer(ByteInput input, Diagnostics diagnostics, boolean isN3) {
    this.input = input;
    this.diagnostics = diagnostics;
    this.isN3 = isN3;
    this.iris = new IriScanner(input, diagnostics, text);
    this.strings = new StringScanner(input, diagnostics, text);
    this.names = new NameScanner(input, diagnostics, text);
    this.numbers = new NumberScanner(input);
  }

  /// Reads the next token.
  void next() {
    lastLine = input.line();
    lastColumn = input.column(input.position) - 1;
    input.endToken();
    passSpace();
    startToken();
    kind = read();
    refuseTooLong();
  }

  private void startToken() {
    input.startToken();
    line = input.line();
    column = input.column(input.position);
    offset = input.offset(input.position);
    sound = true;
  }

  private void refuseTooLong() {
    if (input.isTokenTooLong()) {
      sound = false;
      if (kind != TokenKind.UNREADABLE) {
        diagnostics.report(
            line,
            column,
            column,
            DiagnosticCode.TOKEN_TOO_LONG,
            "this token is longer than %,d bytes".formatted(input.tokenBytesMax()),
            "is its end missing?");
      }
    }
  }

  // ---------------------------------------------------------------- what the parser asks

  /// Whether the current token is the first of its line.
  boolean isFirstOnLine() {
    return line > lastLine;
  }

  /// The column where the current token ends, as far as it is on the line where it starts.
  int endColumn() {
    return input.line() == line ? input.column(input.position) - 1 : column;
  }

  /// The byte `ahead` places behind the current token, or -1.
  int byteBehind(int ahead) {
    return input.peek(ahead);
  }

  /// Reads the language tag that directly follows the current token, a string, into `text`.
  ///
  /// @return whether it is well-formed; if not, that was reported
  boolean readLanguageTag() {
    input.endToken();
    startToken();
    kind = readAtWord();
    return isLanguageTag();
  }

  /// Whether the current token, which starts with `@`, is a language tag; if not, reports that.
  boolean isLanguageTag() {
    if (!sound) {
      diagnostics.report(
          line,
          column,
          endColumn(),
          DiagnosticCode.BAD_LANGUAGE_TAG,
          "'" + source() + "' is no language tag",
          NameScanner.TAG_HINT);
    }
    return sound;
  }

  /// What a message calls the current token.
  String describe() {
    return switch (kind) {
      case END -> "the end of the document";
      case STRING -> "a string";
      default -> "'" + source() + "'";
    };
  }

  /// The beginning of the current token as it is written.
  String source() {
    int start = input.tokenStart();
    int length = Math.min(input.position - start, SHOWN_BYTES);
    while (length > 0 && (input.buffer[start + length] & 0xc0) == 0x80) {
      length--;
    }
    String shown = new String(input.buffer, start, length, StandardCharsets.UTF_8);
    return length < input.position - start ? shown + "..." : shown;
  }

  // ---------------------------------------------------------------- between tokens

  private void passSpace() {
    while (true) {
      byte b = input.buffer[input.position];
      if (b == ' ' || b == '\t' || b == '\r') {
        input.position++;
      } else if (b == '\n') {
        input.newLine(++input.position);
      } else if (b == '#') {
        Comments.pass(input, diagnostics);
      } else if (b != 0 || input.position < input.limit || !input.more()) {
        return;
      }
    }
  }

  // ---------------------------------------------------------------- tokens

  private TokenKind read() {
    byte b = input.buffer[input.position];
    return switch (b) {
      case '<' -> readLessThan();
      case '"', '\'' -> finish(strings.scan(), TokenKind.STRING);
      case ':' -> readLocalName();
      case '_' -> readBlankLabel();
      case '?' -> readVariable();
      case '@' -> readAtWord();
      case '.' -> isDigit(input.peek(1)) ? readNumber() : pass(1, TokenKind.DOT);
      case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readNumber();
      case ',' -> pass(1, TokenKind.COMMA);
      case ';' -> pass(1, TokenKind.SEMICOLON);
      case '!' -> pass(1, TokenKind.FORWARD);
      case '[' -> pass(1, TokenKind.OPEN_PROPERTIES);
      case ']' -> pass(1, TokenKind.CLOSE_PROPERTIES);
      case '(' -> pass(1, TokenKind.OPEN_LIST);
      case ')' -> readCloseList();
      case '{' -> pass(1, TokenKind.OPEN_FORMULA);
      case '}' -> pass(1, TokenKind.CLOSE_FORMULA);
      case '=' -> input.peek(1) == '>' ? pass(2, TokenKind.IMPLIES) : pass(1, TokenKind.EQUALS);
      case '^' -> input.peek(1) == '^' ? pass(2, TokenKind.DATATYPE) : pass(1, TokenKind.BACKWARD);
      default -> readWord();
    };
  }

  private TokenKind pass(int length, TokenKind kind) {
    input.position += length;
    return kind;
  }

  private TokenKind finish(ScanResult result, TokenKind kind) {
    sound = result == ScanResult.SOUND;
    return result == ScanResult.ENDLESS ? TokenKind.UNREADABLE : kind;
  }

  private TokenKind readLessThan() {
    int next = input.peek(1);
    if (next == '<' && input.peek(2) == '(') {
      return pass(3, TokenKind.OPEN_TRIPLE);
    }
    if ((next == '=' || next == '-') && !iris.opensIri()) {
      return pass(2, next == '=' ? TokenKind.IMPLIED_BY : TokenKind.INVERSE);
    }
    return finish(iris.scan(), TokenKind.IRI);
  }

  private TokenKind readCloseList() {
    return input.peek(1) == '>' && input.peek(2) == '>'
        ? pass(3, TokenKind.CLOSE_TRIPLE)
        : pass(1, TokenKind.CLOSE_LIST);
  }

  /// Reads the rest of a prefixed name; the position is at its colon.
  private TokenKind readLocalName() {
    int prefixLength = input.position - input.tokenStart();
    input.position++;
    sound = names.scanLocal();
    int start = input.tokenStart();
    prefix.set(input.buffer, start, input.isTokenCut() ? start : start + prefixLength);
    return TokenKind.PREFIXED_NAME;
  }

  private TokenKind readBlankLabel() {
    if (input.peek(1) != ':') {
      return readWord();
    }
    input.position += 2;
    names.scanLabel();
    if (text.length == 0) {
      reportBadName(
          "'_:' needs a label", "write _: and a letter or digit, or [] for a node without label");
    }
    return TokenKind.BLANK_LABEL;
  }

  private TokenKind readVariable() {
    input.position++;
    sound = names.scanLocal();
    if (text.length == 0) {
      reportBadName("'?' needs a name", "write ? and a letter, such as ?x");
    }
    return TokenKind.VARIABLE;
  }

  private void reportBadName(String message, String hint) {
    if (sound && !input.isTokenCut()) {
      diagnostics.report(line, column, endColumn(), DiagnosticCode.BAD_NAME, message, hint);
    }
    sound = false;
  }

  private TokenKind readAtWord() {
    input.position++;
    sound = names.scanTag();
    return sound ? Keywords.behindAt(text, isN3) : TokenKind.AT_WORD;
  }

  private TokenKind readNumber() {
    TokenKind kind = numbers.scan();
    text.set(input.buffer, input.tokenStart(), input.position);
    return kind == TokenKind.UNREADABLE ? readStray() : kind;
  }

  private TokenKind readWord() {
    if (input.position == input.limit) {
      return TokenKind.END;
    }
    names.scanWord();
    if (text.length == 0 && !input.isTokenCut()) {
      return readStray();
    }
    return input.peek(0) == ':' ? readLocalName() : Keywords.bare(text);
  }

  /// Passes characters that start no token, and reports the first of them.
  private TokenKind readStray() {
    int codePoint = input.readCharacter();
    if (codePoint == Utf8.INVALID) {
      diagnostics.reportInvalidUtf8();
    } else {
      String shown =
          Character.isISOControl(codePoint)
              ? "U+%04X".formatted(codePoint)
              : "'" + Character.toString(codePoint) + "'";
      diagnostics.report(
          line,
          column,
          column,
          DiagnosticCode.STRAY_CHARACTER,
          shown + " has no meaning here",
          codePoint == 0 ? "is this a text file in UTF-8?" : "");
    }
    while (input.peek(0) == 0 || (input.peek(0) >= 0x80 && isInvalid(input.peekCharacter()))) {
      input.position++;
    }
    sound = false;
    return TokenKind.UNREADABLE;
  }

  private static boolean isInvalid(int codePoint) {
    return codePoint == Utf8.INVALID;
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }
}
