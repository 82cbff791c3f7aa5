package cwm.rdf.n3;

import java.util.Locale;

/// Words for what is wrong with the order of tokens, and for what Turtle has not got.
///
/// Methods that return an exception report first; the caller throws it, since there is no going on
/// within the statement. After the others there is.
final class GrammarMistakes {
  private static final String TOO_DEEP_HINT = "is a closing bracket missing?";

  private final Lexer lexer;
  private final Diagnostics diagnostics;
  private final boolean isN3;

  GrammarMistakes(Lexer lexer, Diagnostics diagnostics, boolean isN3) {
    this.lexer = lexer;
    this.diagnostics = diagnostics;
    this.isN3 = isN3;
  }

  // ---------------------------------------------------------------- what goes on

  /// Refuses, in Turtle, the current token, which only N3 has.
  ///
  /// @return whether it was refused
  boolean refuseInTurtle() {
    return !isN3 && refuseInTurtle("'" + lexer.source() + "'");
  }

  /// Refuses, in Turtle, what only N3 has and the current token begins.
  ///
  /// @return whether it was refused
  boolean refuseInTurtle(String what) {
    if (!isN3) {
      report(
          DiagnosticCode.NOT_IN_SYNTAX,
          what + " is Notation3, not Turtle",
          "read the document as N3");
    }
    return !isN3;
  }

  /// Refuses, in Turtle, a term that starts with the current token in a place where only N3 has it.
  ///
  /// @return whether it was refused
  boolean refuseInTurtle(Place place) {
    if (isN3) {
      return false;
    }
    return switch (lexer.kind) {
      case VARIABLE -> refuseInTurtle("a variable");
      case OPEN_FORMULA -> refuseInTurtle("a formula");
      case STRING, INTEGER, DECIMAL, DOUBLE, TRUE, FALSE -> refuseUnlessObject(place, "a literal");
      case OPEN_TRIPLE -> refuseUnlessObject(place, "a triple term");
      case BLANK_LABEL, OPEN_PROPERTIES ->
          place == Place.PREDICATE && refuseUnlessObject(place, "a blank node");
      case OPEN_LIST -> place == Place.PREDICATE && refuseUnlessObject(place, "a list");
      default -> false;
    };
  }

  private boolean refuseUnlessObject(Place place, String what) {
    return place != Place.OBJECT
        && refuseInTurtle(what + " as " + place.name().toLowerCase(Locale.ROOT));
  }

  /// Reports a word that is no keyword; it may pass for a name.
  void bareWord() {
    String word = lexer.source();
    report(
        DiagnosticCode.BARE_WORD,
        "'" + word + "' is no keyword",
        word.equals("this")
            ? "write @forAll or @forSome for what was 'this log:forAll' or 'this log:forSome'"
            : "write :%s or <%s> for a name, \"%s\" for a string".formatted(word, word, word));
  }

  /// Reports that terms nest too deep in a bracket; it may pass for a term.
  void tooDeep(Level level, int depthMax) {
    report(
        level,
        DiagnosticCode.TOO_DEEP,
        "terms nest more than %,d deep".formatted(depthMax),
        TOO_DEEP_HINT);
  }

  // ---------------------------------------------------------------- what abandons the statement

  /// There is no term where one should be.
  AbandonedStatementException noTerm(Place place) {
    boolean isEmptyStatement = place == Place.SUBJECT && lexer.kind == TokenKind.DOT;
    return unexpected(place.expected, isEmptyStatement ? "is there a dot too many?" : "");
  }

  AbandonedStatementException unexpected(String expected) {
    return unexpected(expected, "");
  }

  AbandonedStatementException unexpected(String expected, String hint) {
    return reject(
        DiagnosticCode.UNEXPECTED, "expected " + expected + ", found " + lexer.describe(), hint);
  }

  /// A keyword that is part of a verb stands where a term should be.
  AbandonedStatementException misplacedKeyword() {
    return lexer.kind == TokenKind.A
        ? unexpected("a name", "'a' stands for rdf:type, as a predicate only")
        : unexpected("a name", "'" + lexer.source() + "' goes with a predicate only");
  }

  AbandonedStatementException badDirective(String expected, String hint) {
    return reject(
        DiagnosticCode.BAD_DIRECTIVE, "expected " + expected + ", found " + lexer.describe(), hint);
  }

  AbandonedStatementException unknownDirective() {
    String word = lexer.source();
    boolean keywords = word.equals("@keywords");
    return reject(
        DiagnosticCode.UNKNOWN_DIRECTIVE,
        keywords ? "@keywords is no longer part of N3" : "unknown directive '" + word + "'",
        keywords
            ? "write names with a colon; the keywords are a, is, of, has, true and false"
            : "the directives are @prefix, @base, @forAll and @forSome");
  }

  /// Something else stands where a statement should end or go on.
  AbandonedStatementException missingDot(Level level) {
    boolean isForgotten =
        lexer.kind == TokenKind.END || (lexer.isFirstOnLine() && lexer.kind.startsStatement());
    if (!isForgotten) {
      return unexpected(level.start.isDirective() ? "'.'" : level.bracket.goesOn);
    }
    diagnostics.report(
        lexer.lastLine,
        lexer.lastColumn,
        lexer.lastColumn,
        DiagnosticCode.MISSING_DOT,
        "the statement that ends here has no dot",
        "end it with '.'");
    return AbandonedStatementException.INNERMOST;
  }

  /// Something else stands where a bracket should be closed.
  AbandonedStatementException unclosed(Level level) {
    if (!lexer.kind.endsStatement()) {
      return unexpected(level.bracket.goesOn);
    }
    String how =
        lexer.kind == TokenKind.END
            ? "is never closed"
            : "is not closed before %s at %d:%d"
                .formatted(lexer.describe(), lexer.line, lexer.column);
    report(
        level,
        DiagnosticCode.UNCLOSED_BRACKET,
        "'%s' %s".formatted(level.bracket.opening, how),
        "close it with '%s'".formatted(level.bracket.closing));
    return AbandonedStatementException.INNERMOST;
  }

  AbandonedStatementException tooManyBrackets(int countMax) {
    report(
        DiagnosticCode.TOO_DEEP,
        "more than %,d brackets are open".formatted(countMax),
        TOO_DEEP_HINT);
    return AbandonedStatementException.OUTERMOST;
  }

  /// Reports that the current token cannot stand here, unless it was reported as such already.
  private AbandonedStatementException reject(String code, String message, String hint) {
    if (lexer.kind != TokenKind.UNREADABLE) {
      report(code, message, hint);
    }
    return AbandonedStatementException.INNERMOST;
  }

  private void report(String code, String message, String hint) {
    diagnostics.report(lexer.line, lexer.column, lexer.endColumn(), code, message, hint);
  }

  private void report(Level level, String code, String message, String hint) {
    int endColumn = level.column + level.bracket.opening.length() - 1;
    diagnostics.report(level.line, level.column, endColumn, code, message, hint);
  }
}
