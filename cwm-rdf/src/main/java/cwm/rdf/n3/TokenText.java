package cwm.rdf.n3;

/// Collects the text of a token that may hold escapes.
///
/// As long as there is none, the text is a piece of the input's buffer and nothing is copied. With
/// the first escape it is put together in a buffer of its own.
final class TokenText {
  private final ByteInput input;
  private final Span text;
  private final TextBuffer unescaped = new TextBuffer();
  private boolean hasEscapes;

  /// Where the piece starts that is not in `unescaped`, counted from the token's start, since the
  /// input's buffer may move.
  private int pieceStart;

  /// @param text gets the text when it is complete
  TokenText(ByteInput input, Span text) {
    this.input = input;
    this.text = text;
  }

  /// The text starts at the position.
  void start() {
    unescaped.clear();
    hasEscapes = false;
    pieceStart = input.position - input.tokenStart();
  }

  /// The position is at an escape.
  void beforeEscape() {
    hasEscapes = true;
    appendPiece();
  }

  /// The position is behind an escape.
  ///
  /// @param codePoint what it stands for; negative if it stands for nothing
  void afterEscape(int codePoint) {
    if (codePoint >= 0) {
      unescaped.appendCodePoint(codePoint);
    }
    pieceStart = input.position - input.tokenStart();
  }

  /// The text ends at the position.
  void end() {
    if (input.isTokenCut()) {
      text.set(input.buffer, input.position, input.position);
    } else if (hasEscapes) {
      appendPiece();
      text.set(unescaped);
    } else {
      text.set(input.buffer, input.tokenStart() + pieceStart, input.position);
    }
  }

  private void appendPiece() {
    if (input.isTokenCut()) {
      // The beginning is lost, and nobody will ask for the rest.
      unescaped.clear();
    } else {
      unescaped.append(input.buffer, input.tokenStart() + pieceStart, input.position);
    }
  }
}
