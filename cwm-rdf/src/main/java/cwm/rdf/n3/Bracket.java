package cwm.rdf.n3;

/// The kinds of brackets.
enum Bracket {
  PROPERTIES("[", "]", TokenKind.CLOSE_PROPERTIES),
  LIST("(", ")", TokenKind.CLOSE_LIST),
  FORMULA("{", "}", TokenKind.CLOSE_FORMULA),
  TRIPLE("<<(", ")>>", TokenKind.CLOSE_TRIPLE);

  final String opening;
  final String closing;
  final TokenKind closingKind;

  Bracket(String opening, String closing, TokenKind closingKind) {
    this.opening = opening;
    this.closing = closing;
    this.closingKind = closingKind;
  }

  /// A bracket that is open, and where it was opened.
  record Open(Bracket bracket, int line, int column) {}
}
