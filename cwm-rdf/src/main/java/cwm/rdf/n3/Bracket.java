package cwm.rdf.n3;

/// The kinds of brackets, and the document, which is around them all.
enum Bracket {
  DOCUMENT("", "", TokenKind.END, "',', ';' or '.'"),
  FORMULA("{", "}", TokenKind.CLOSE_FORMULA, "',', ';', '.' or '}'"),
  PROPERTIES("[", "]", TokenKind.CLOSE_PROPERTIES, "',', ';' or ']'"),
  LIST("(", ")", TokenKind.CLOSE_LIST, "a member or ')'"),
  TRIPLE("<<(", ")>>", TokenKind.CLOSE_TRIPLE, "')>>'");

  final String opening;
  final String closing;
  final TokenKind closingKind;

  /// What may follow a complete part of what is inside.
  final String goesOn;

  Bracket(String opening, String closing, TokenKind closingKind, String goesOn) {
    this.opening = opening;
    this.closing = closing;
    this.closingKind = closingKind;
    this.goesOn = goesOn;
  }

  /// Whether statements stand inside, each with its dot.
  boolean holdsStatements() {
    return this == DOCUMENT || this == FORMULA;
  }
}
