package cwm.rdf.n3;

/// The words that mean something by themselves.
final class Keywords {
  private Keywords() {}

  /// The kind of a word without `@`.
  static TokenKind bare(Span word) {
    if (word.length == 1 && word.bytes[word.start] == 'a') {
      return TokenKind.A;
    }
    if (word.length > "prefix".length()) {
      return TokenKind.WORD;
    }
    String text = word.toString();
    return switch (text) {
      case "true" -> TokenKind.TRUE;
      case "false" -> TokenKind.FALSE;
      case "has" -> TokenKind.HAS;
      case "is" -> TokenKind.IS;
      case "of" -> TokenKind.OF;
      case "id" -> TokenKind.ID;
      default ->
          text.equalsIgnoreCase("prefix")
              ? TokenKind.SPARQL_PREFIX
              : text.equalsIgnoreCase("base") ? TokenKind.SPARQL_BASE : TokenKind.WORD;
    };
  }

  /// The kind of a word behind `@`. Only N3 allows it before its verbs and truth values.
  static TokenKind behindAt(Span word, boolean isN3) {
    if (word.length > "forSome".length()) {
      return TokenKind.AT_WORD;
    }
    return switch (word.toString()) {
      case "prefix" -> TokenKind.AT_PREFIX;
      case "base" -> TokenKind.AT_BASE;
      case "forAll" -> TokenKind.FOR_ALL;
      case "forSome" -> TokenKind.FOR_SOME;
      case "a" -> isN3 ? TokenKind.A : TokenKind.AT_WORD;
      case "has" -> isN3 ? TokenKind.HAS : TokenKind.AT_WORD;
      case "is" -> isN3 ? TokenKind.IS : TokenKind.AT_WORD;
      case "of" -> isN3 ? TokenKind.OF : TokenKind.AT_WORD;
      case "true" -> isN3 ? TokenKind.TRUE : TokenKind.AT_WORD;
      case "false" -> isN3 ? TokenKind.FALSE : TokenKind.AT_WORD;
      default -> TokenKind.AT_WORD;
    };
  }
}
