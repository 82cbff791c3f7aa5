package cwm.rdf.n3;

/// Finds the next statement after one that could not be understood.
///
/// That is behind a dot outside of the formulas opened since, or where a line starts no further
/// right than the abandoned statement did, which means that the dot was forgotten. What is skipped
/// is not reported: it would be nonsense most of the time.
final class Recovery {
  private final Lexer lexer;
  private final Diagnostics diagnostics;

  /// Where a statement starts.
  ///
  /// @param offset in the document
  /// @param column in its line
  /// @param isDirective whether it declares something; those take one line
  record Start(long offset, int column, boolean isDirective) {
    static final Start OF_DOCUMENT = new Start(0, 1, false);
  }

  Recovery(Lexer lexer, Diagnostics diagnostics) {
    this.lexer = lexer;
    this.diagnostics = diagnostics;
  }

  /// A statement starts at the current token.
  Start start() {
    return new Start(lexer.offset, lexer.column, lexer.kind.isDirective());
  }

  /// Skips to the next statement of the document, or to its end.
  ///
  /// @param openFormulas how many formulas were open where the statement was abandoned
  void skipInDocument(Start abandoned, int openFormulas) {
    diagnostics.hold();
    skip(abandoned, openFormulas, false);
    diagnostics.release();
  }

  /// Skips to the next statement of the formula in which one was abandoned, or to its end.
  ///
  /// @param outermost the statement of the document in which the formula stands
  /// @return false if the formula was probably never closed, and the next statement is one of the
  ///   document, or its end
  boolean skipInFormula(Start abandoned, Start outermost) {
    diagnostics.hold();
    skip(abandoned, 0, true);
    diagnostics.release();
    boolean isOutdented =
        lexer.isFirstOnLine()
            && lexer.column <= outermost.column
            && lexer.column < abandoned.column;
    return lexer.kind == TokenKind.CLOSE_FORMULA || (lexer.kind != TokenKind.END && !isOutdented);
  }

  private void skip(Start abandoned, int openFormulas, boolean inFormula) {
    int depth = openFormulas;
    TokenKind last = TokenKind.DOT;
    while (lexer.kind != TokenKind.END && !isNextStatement(abandoned, last, depth)) {
      last = lexer.kind;
      if (last == TokenKind.CLOSE_FORMULA && depth == 0 && inFormula) {
        return;
      }
      boolean ends = last == TokenKind.DOT && depth == 0 && !abandoned.isDirective;
      depth = Math.max(depth + nesting(last), 0);
      diagnostics.dropHeld();
      lexer.next();
      if (ends) {
        return;
      }
    }
  }

  private boolean isNextStatement(Start abandoned, TokenKind last, int depth) {
    if (lexer.offset <= abandoned.offset) {
      return false;
    }
    if (!lexer.isFirstOnLine()) {
      return abandoned.isDirective && lexer.kind.isDirective();
    }
    boolean goesOn = last == TokenKind.COMMA || last == TokenKind.SEMICOLON;
    boolean isForgottenDot =
        depth == 0 && !goesOn && lexer.column <= abandoned.column && lexer.kind.startsStatement();
    return isForgottenDot
        || abandoned.isDirective
        || lexer.kind == TokenKind.AT_PREFIX
        || lexer.kind == TokenKind.AT_BASE;
  }

  private static int nesting(TokenKind kind) {
    return switch (kind) {
      case OPEN_FORMULA -> 1;
      case CLOSE_FORMULA -> -1;
      default -> 0;
    };
  }
}
