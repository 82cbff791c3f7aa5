package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;

/// Reads N-Triples: one statement a line, no tokens in between.
///
/// [PlainLines] reads the lines that hold nothing unusual, this class all others. A statement with
/// a mistake is left out, and reading goes on with the next line.
final class NTriplesParser {
  private static final int NONE = TermDictionary.NONE;
  private static final int PLAIN_LINE_BYTES_MAX = 1 << 15;

  private final TermDictionary dictionary;
  private final ByteInput input;
  private final Diagnostics diagnostics;
  private final BlankLabels labels;
  private final StatementSink statements;
  private final PlainLines plainLines;
  private final Span text = new Span();
  private final IriScanner iris;
  private final StringScanner strings;
  private final NameScanner names;
  private final TextBuffer content = new TextBuffer();

  /// Where in the document the last line starts that was not plain; -1 if there was none.
  private long unusualOffset = -1;

  private final int stringDatatype;
  private final int langStringDatatype;

  NTriplesParser(
      TermDictionary dictionary,
      ByteInput input,
      Diagnostics diagnostics,
      BlankLabels labels,
      StatementSink statements) {
    this.dictionary = dictionary;
    this.input = input;
    this.diagnostics = diagnostics;
    this.labels = labels;
    this.statements = statements;
    this.plainLines = new PlainLines(dictionary, input, labels, statements);
    this.iris = new IriScanner(input, diagnostics, text);
    this.strings = new StringScanner(input, diagnostics, text);
    this.names = new NameScanner(input, diagnostics, text);
    stringDatatype = dictionary.intern(Xsd.STRING);
    langStringDatatype = dictionary.intern(Rdf.LANG_STRING);
  }

  /// Reads the whole document.
  void document() {
    while (passEmptyLines()) {
      if (!readPlainLines()) {
        statement();
      }
    }
  }

  /// Reads plain lines, if there may be some at the position.
  ///
  /// @return false if the position is at a statement that is not for [PlainLines]
  private boolean readPlainLines() {
    if (input.position != input.lineStart() || input.offset(input.position) == unusualOffset) {
      return false;
    }
    plainLines.read();
    boolean isCutShort = input.limit - input.position < PLAIN_LINE_BYTES_MAX && !input.hasLineEnd();
    unusualOffset = isCutShort && input.more() ? -1 : input.offset(input.position);
    return true;
  }

  private void statement() {
    int subject = subject();
    int predicate = subject == NONE ? NONE : predicate();
    int object = predicate == NONE ? NONE : object();
    if (object != NONE && endOfStatement()) {
      statements.accept(subject, predicate, object);
    } else {
      passLine();
    }
  }

  // ---------------------------------------------------------------- terms

  private int subject() {
    passBlanks();
    return switch (input.peek(0)) {
      case '<' -> iri();
      case '_' -> blankNode();
      default -> unexpected("a subject, that is, an IRI or a blank node");
    };
  }

  private int predicate() {
    passBlanks();
    return input.peek(0) == '<' ? iri() : unexpected("a predicate, that is, an IRI");
  }

  private int object() {
    passBlanks();
    return switch (input.peek(0)) {
      case '<' -> iri();
      case '_' -> blankNode();
      case '"' -> literal();
      default -> unexpected("an object, that is, an IRI, a blank node or a literal");
    };
  }

  private int iri() {
    int column = startToken();
    if (iris.scan() != ScanResult.SOUND || isTooLong(column)) {
      return NONE;
    }
    if (IriResolver.schemeLength(text.bytes, text.start, text.length) == 0) {
      report(
          column,
          DiagnosticCode.RELATIVE_IRI,
          "'<" + text + ">' is relative",
          "N-Triples has no base; write the whole IRI");
      return NONE;
    }
    return dictionary.internIri(text.bytes, text.start, text.length);
  }

  private int blankNode() {
    int column = startToken();
    long offset = input.offset(input.position);
    boolean marked = input.peek(1) == ':';
    input.position += marked ? 2 : 1;
    names.scanLabel();
    if (!marked || text.length == 0) {
      report(
          column,
          DiagnosticCode.BAD_NAME,
          "a blank node needs a label",
          "write _: and a letter or digit");
      return NONE;
    }
    if (isTooLong(column)) {
      return NONE;
    }
    return labels.node(text.bytes, text.start, text.length, offset);
  }

  private int literal() {
    int column = startToken();
    if (strings.scanShort() != ScanResult.SOUND || isTooLong(column)) {
      return NONE;
    }
    int behind = input.peek(0);
    if (behind == '@') {
      keepContent();
      return langString();
    }
    if (behind == '^') {
      keepContent();
      return typedLiteral();
    }
    return dictionary.internLiteral(text.bytes, text.start, text.length, stringDatatype);
  }

  private void keepContent() {
    content.clear();
    content.append(text);
  }

  private int langString() {
    int column = startToken();
    input.position++;
    if (!names.scanTag()) {
      report(
          column,
          DiagnosticCode.BAD_LANGUAGE_TAG,
          "'@" + text + "' is no language tag",
          NameScanner.TAG_HINT);
      return NONE;
    }
    return isTooLong(column)
        ? NONE
        : dictionary.internLangString(
            content.bytes(), 0, content.length(), text.bytes, text.start, text.length);
  }

  private int typedLiteral() {
    int column = startToken();
    int signLength = input.peek(1) == '^' ? 2 : 1;
    input.position += signLength;
    if (input.peek(0) != '<') {
      return unexpected("a datatype, that is, ^^ and an IRI");
    }
    int datatype = iri();
    if (datatype == langStringDatatype) {
      report(
          column,
          DiagnosticCode.BAD_DATATYPE,
          "rdf:langString is for strings with a language",
          "write the language behind the string, such as @en");
      return NONE;
    }
    return datatype == NONE
        ? NONE
        : dictionary.internLiteral(content.bytes(), 0, content.length(), datatype);
  }

  // ---------------------------------------------------------------- between terms

  private int startToken() {
    input.startToken();
    return input.column(input.position);
  }

  private void passBlanks() {
    input.endToken();
    while (true) {
      byte b = input.buffer[input.position];
      if (b == ' ' || b == '\t') {
        input.position++;
      } else if (b != 0 || input.position < input.limit || !input.more()) {
        return;
      }
    }
  }

  /// Moves to the first character that is neither space nor comment.
  ///
  /// @return false at the end of the document
  private boolean passEmptyLines() {
    while (true) {
      passBlanks();
      byte b = input.buffer[input.position];
      if (b == '\n') {
        input.newLine(++input.position);
      } else if (b == '\r') {
        input.position++;
      } else if (b == '#') {
        Comments.pass(input, diagnostics);
      } else {
        return b != 0 || input.position < input.limit;
      }
    }
  }

  /// Reads the dot and what may follow it on the line.
  private boolean endOfStatement() {
    passBlanks();
    if (input.peek(0) != '.') {
      unexpected("'.'");
      return false;
    }
    input.position++;
    passBlanks();
    return switch (input.peek(0)) {
      case '\n', '\r', '#', -1 -> true;
      default -> {
        unexpected("the end of the line");
        yield false;
      }
    };
  }

  private void passLine() {
    input.endToken();
    int b = input.peek(0);
    while (b != '\n' && b >= 0) {
      input.position++;
      b = input.peek(0);
    }
  }

  // ---------------------------------------------------------------- mistakes

  private boolean isTooLong(int column) {
    boolean isTooLong = input.isTokenTooLong();
    if (isTooLong) {
      report(
          column,
          DiagnosticCode.TOKEN_TOO_LONG,
          "this token is longer than %,d bytes".formatted(input.tokenBytesMax()),
          "is its end missing?");
    }
    return isTooLong;
  }

  private int unexpected(String expected) {
    int b = input.peek(0);
    String found;
    if (b < 0) {
      found = "the end of the document";
    } else if (b == '\n' || b == '\r') {
      found = "the end of the line";
    } else {
      int codePoint = input.peekCharacter();
      found =
          codePoint < ' ' ? "byte %02x".formatted(b) : "'" + Character.toString(codePoint) + "'";
    }
    int column = input.column(input.position);
    diagnostics.report(
        input.line(),
        column,
        column,
        DiagnosticCode.UNEXPECTED,
        "expected " + expected + ", found " + found,
        "");
    return NONE;
  }

  private void report(int column, String code, String message, String hint) {
    diagnostics.report(input.line(), column, input.column(input.position) - 1, code, message, hint);
  }
}
