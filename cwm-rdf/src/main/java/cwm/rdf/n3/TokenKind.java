package cwm.rdf.n3;

/// The kinds of tokens of N3; Turtle has some of them.
enum TokenKind {
  IRI,
  PREFIXED_NAME,
  BLANK_LABEL,
  VARIABLE,
  STRING,
  INTEGER,
  DECIMAL,
  DOUBLE,
  TRUE,
  FALSE,

  // Verbs and what goes with them.
  A,
  HAS,
  IS,
  OF,
  EQUALS,
  IMPLIES,
  IMPLIED_BY,
  INVERSE,

  // Directives. Those of SPARQL take no dot.
  AT_PREFIX,
  AT_BASE,
  SPARQL_PREFIX,
  SPARQL_BASE,
  FOR_ALL,
  FOR_SOME,
  /// `@` and another word.
  AT_WORD,

  /// `id`, which has a meaning behind `[` only.
  ID,
  /// A word that is no keyword.
  WORD,

  OPEN_PROPERTIES,
  CLOSE_PROPERTIES,
  OPEN_LIST,
  CLOSE_LIST,
  OPEN_FORMULA,
  CLOSE_FORMULA,
  OPEN_TRIPLE,
  CLOSE_TRIPLE,

  DOT,
  COMMA,
  SEMICOLON,
  FORWARD,
  BACKWARD,
  DATATYPE,

  /// Something that is no token and was reported.
  UNREADABLE,
  END;

  /// Whether a token of this kind can only end what is open: a statement, a bracket, the document.
  boolean endsStatement() {
    return switch (this) {
      case DOT, CLOSE_PROPERTIES, CLOSE_LIST, CLOSE_FORMULA, CLOSE_TRIPLE, END -> true;
      default -> false;
    };
  }

  /// Whether a token of this kind at the start of a line usually starts a statement.
  boolean startsStatement() {
    return switch (this) {
      case IRI, PREFIXED_NAME, BLANK_LABEL, VARIABLE, OPEN_PROPERTIES, OPEN_LIST, OPEN_FORMULA ->
          true;
      default -> isDirective();
    };
  }

  boolean isDirective() {
    return switch (this) {
      case AT_PREFIX, AT_BASE, SPARQL_PREFIX, SPARQL_BASE, FOR_ALL, FOR_SOME, AT_WORD -> true;
      default -> false;
    };
  }
}
