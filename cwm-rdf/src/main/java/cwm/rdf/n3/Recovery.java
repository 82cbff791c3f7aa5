package cwm.rdf.n3;

/// Finds the next statement after one that could not be understood.
///
/// That is behind a dot outside of the formulas opened since, or where a line starts no further right
/// than the abandoned statement did, which means that the dot was forgotten. What is skipped is not
/// reported: it would be nonsense most of the time.
final class Recovery {
  private final Lexer lexer;
  private final Diagnostics diagnostics;

  /// Where a statement starts.
  ///
  /// @param offset in the document
  /// @param column in its line
  /// @param isDirective whether it declares something; those take one line
  record Start(long offset, int column, boolean isDirective) {}

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
    diagnostics.mute(true);
    int depth = openFormulas;
    TokenKind last = TokenKind.DOT;
    while (lexer.kind != TokenKind.END) {
      if (isNextStatement(abandoned, last, depth)) {
        break;
      }
      TokenKind skipped = lexer.kind;
      if (skipped == TokenKind.DOT && depth == 0 && !abandoned.isDirective) {
        diagnostics.mute(false);
        lexer.next();
        return;
      }
      depth = Math.max(depth + nesting(skipped), 0);
      last = skipped;
      lexer.next();
    }
    diagnostics.mute(false);
  }

  /// Skips to the next statement of the formula in which one was abandoned, or to its end.
  ///
  /// @param outermost the statement of the document in which the formula stands
  /// @return false if the formula was probably never closed, and the next statement is one of the
  ///     document, or its end
  boolean skipInFormula(Start abandoned, Start outermost) {
    diagnostics.mute(true);
    int depth = 0;
    TokenKind last = TokenKind.DOT;
    try {
      while (lexer.kind != TokenKind.END) {
        if (isNextStatement(abandoned, last, depth)) {
          return lexer.column >= abandoned.column || lexer.column > outermost.column;
        }
        TokenKind skipped = lexer.kind;
        if (depth == 0 && skipped == TokenKind.CLOSE_FORMULA) {
          return true;
        }
        if (depth == 0 && skipped == TokenKind.DOT) {
          diagnostics.mute(false);
          lexer.next();
          return true;
        }
        depth += nesting(skipped);
        last = skipped;
        lexer.next();
      }
      return false;
    } finally {
      diagnostics.mute(false);
    }
  }

  private boolean isNextStatement(Start abandoned, TokenKind last, int depth) {
    if (!lexer.isFirstOnLine() || lexer.offset <= abandoned.offset) {
      return abandoned.isDirective
          && lexer.kind.isDirective()
          && lexer.offset > abandoned.offset;
    }
    if (lexer.kind == TokenKind.AT_PREFIX || lexer.kind == TokenKind.AT_BASE) {
      return true;
    }
    boolean goesOn = last == TokenKind.COMMA || last == TokenKind.SEMICOLON;
    return abandoned.isDirective
        || (depth == 0
            && !goesOn
            && lexer.column <= abandoned.column
            && startsStatement(lexer.kind));
  }

  private static boolean startsStatement(TokenKind kind) {
    return switch (kind) {
      case IRI,
          PREFIXED_NAME,
          BLANK_LABEL,
          VARIABLE,
          OPEN_PROPERTIES,
          OPEN_LIST,
          OPEN_FORMULA,
          FOR_ALL,
          FOR_SOME,
          SPARQL_PREFIX,
          SPARQL_BASE ->
          true;
      default -> false;
    };
  }

  private static int nesting(TokenKind kind) {
    return switch (kind) {
      case OPEN_FORMULA -> 1;
      case CLOSE_FORMULA -> -1;
      default -> 0;
    };
  }
}
