package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Xsd;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Turns the lexer's current token into the id of a term, by the prefixes and the base that hold.
///
/// A token with a mistake gives [TermDictionary#NONE] after a report, and reading goes on.
final class TermReader {
  private static final int NONE = TermDictionary.NONE;

  private final TermDictionary dictionary;
  private final Lexer lexer;
  private final Diagnostics diagnostics;
  private final boolean isN3;
  private final IriResolver resolver;
  private final Prefixes prefixes = new Prefixes();

  /// The absolute IRI that the current token stands for.
  private final Span absolute = new Span();

  /// The content of a string whose language or datatype is still to be read.
  private final TextBuffer content = new TextBuffer();

  /// A reference made of the empty prefix, which is `#` in N3.
  private final TextBuffer reference = new TextBuffer();

  private final int stringDatatype;
  private final int langStringDatatype;
  private final int integerDatatype;
  private final int decimalDatatype;
  private final int doubleDatatype;
  private final int trueLiteral;
  private final int falseLiteral;

  TermReader(
      TermDictionary dictionary, Lexer lexer, Diagnostics diagnostics, boolean isN3, String base) {
    this.dictionary = dictionary;
    this.lexer = lexer;
    this.diagnostics = diagnostics;
    this.isN3 = isN3;
    this.resolver = new IriResolver(base);
    stringDatatype = dictionary.intern(Xsd.STRING);
    langStringDatatype = dictionary.intern(Rdf.LANG_STRING);
    integerDatatype = dictionary.intern(Xsd.INTEGER);
    decimalDatatype = dictionary.intern(Xsd.DECIMAL);
    doubleDatatype = dictionary.intern(Xsd.DOUBLE);
    trueLiteral = dictionary.intern(Literal.of(true));
    falseLiteral = dictionary.intern(Literal.of(false));
  }

  /// Namespace by prefix, as far as declared.
  Map<String, String> prefixes() {
    return prefixes.declared();
  }

  int trueLiteral() {
    return trueLiteral;
  }

  // ---------------------------------------------------------------- declarations

  /// Declares a prefix for the namespace that is the current token, an IRI, and moves behind it.
  void declarePrefix(Span prefix) {
    if (resolve()) {
      prefixes.declare(prefix, absolute);
    } else {
      prefixes.markReported(prefix);
    }
    lexer.next();
  }

  /// Notes that the declaration of a prefix was faulty and was reported, so that its uses are not.
  void excusePrefix(Span prefix) {
    prefixes.markReported(prefix);
  }

  /// Makes the current token, an IRI, the base, and moves behind it.
  void declareBase() {
    if (resolve()) {
      resolver.setBase(absolute.bytes, absolute.start, absolute.length);
    }
    lexer.next();
  }

  // ---------------------------------------------------------------- IRIs

  /// Whether the current token stands for an IRI.
  boolean isAtIri() {
    return lexer.kind == TokenKind.IRI || lexer.kind == TokenKind.PREFIXED_NAME;
  }

  /// Reads an IRI or prefixed name.
  int iri() {
    boolean known = lexer.kind == TokenKind.IRI ? resolve() : expand();
    int id = known ? dictionary.internIri(absolute.bytes, absolute.start, absolute.length) : NONE;
    lexer.next();
    return id;
  }

  /// Makes `absolute` of the current token, an IRI or relative reference.
  private boolean resolve() {
    Span text = lexer.text;
    if (!lexer.sound) {
      return false;
    }
    if (IriResolver.schemeLength(text.bytes, text.start, text.length) > 0) {
      absolute.set(text.bytes, text.start, text.start + text.length);
      return true;
    }
    return resolve(text.bytes, text.start, text.length);
  }

  private boolean resolve(byte[] reference, int start, int length) {
    if (!resolver.hasBase()) {
      report(
          lexer.endColumn(),
          DiagnosticCode.RELATIVE_IRI,
          "'" + lexer.source() + "' is relative, and the document has no base",
          "write the whole IRI, or add an @base");
      return false;
    }
    absolute.set(resolver.resolve(reference, start, length));
    return true;
  }

  /// Makes `absolute` of the current token, a prefixed name.
  private boolean expand() {
    if (!lexer.sound) {
      return false;
    }
    Span prefix = lexer.prefix;
    int number = prefixes.find(prefix);
    if (number > 0) {
      absolute.set(prefixes.expand(number, lexer.text));
      return true;
    }
    if (number == Prefixes.REPORTED) {
      return false;
    }
    if (isN3 && prefix.length == 0) {
      reference.clear();
      reference.append((byte) '#');
      reference.append(lexer.text);
      return resolve(reference.bytes(), 0, reference.length());
    }
    String name = prefix.toString();
    report(
        lexer.column + name.codePointCount(0, name.length()) - 1,
        DiagnosticCode.UNKNOWN_PREFIX,
        "unknown prefix '" + name + "'",
        "add an @prefix for it");
    prefixes.markReported(prefix);
    return false;
  }

  // ---------------------------------------------------------------- literals

  /// Reads a number or truth value.
  int plainLiteral() {
    int id =
        switch (lexer.kind) {
          case INTEGER -> number(integerDatatype);
          case DECIMAL -> number(decimalDatatype);
          case DOUBLE -> number(doubleDatatype);
          case TRUE -> trueLiteral;
          case FALSE -> falseLiteral;
          default -> throw new IllegalStateException("no literal: " + lexer.kind);
        };
    lexer.next();
    return id;
  }

  private int number(int datatype) {
    Span text = lexer.text;
    return lexer.sound
        ? dictionary.internLiteral(text.bytes, text.start, text.length, datatype)
        : NONE;
  }

  /// Reads a string with its language or datatype.
  int string() throws AbandonedStatementException {
    boolean sound = lexer.sound;
    int behind = lexer.byteBehind(0);
    if (behind == '@') {
      keepContent(lexer.text);
      boolean isTag = lexer.readLanguageTag();
      return langString(sound && isTag);
    }
    if (behind == '^' && lexer.byteBehind(1) == '^') {
      keepContent(lexer.text);
      lexer.next();
      return typed(sound);
    }
    Span text = lexer.text;
    int plain =
        sound
            ? dictionary.internLiteral(text.bytes, text.start, text.length, stringDatatype)
            : NONE;
    lexer.next();
    if (lexer.kind == TokenKind.DATATYPE || lexer.kind == TokenKind.AT_WORD) {
      return withSuffix(plain);
    }
    return plain;
  }

  /// Reads what belongs to a string though space comes between, which is legal and rare.
  private int withSuffix(int plain) throws AbandonedStatementException {
    if (plain != NONE) {
      byte[] utf8 = dictionary.text(plain).getBytes(StandardCharsets.UTF_8);
      content.clear();
      content.append(utf8, 0, utf8.length);
    }
    boolean sound = plain != NONE;
    return lexer.kind == TokenKind.DATATYPE
        ? typed(sound)
        : langString(lexer.isLanguageTag() && sound);
  }

  private void keepContent(Span text) {
    content.clear();
    content.append(text);
  }

  private int langString(boolean sound) {
    Span tag = lexer.text;
    int id =
        sound
            ? dictionary.internLangString(
                content.bytes(), 0, content.length(), tag.bytes, tag.start, tag.length)
            : NONE;
    lexer.next();
    return id;
  }

  private int typed(boolean sound) throws AbandonedStatementException {
    lexer.next();
    if (!isAtIri()) {
      report(
          lexer.endColumn(),
          DiagnosticCode.UNEXPECTED,
          "expected a datatype behind '^^', found " + lexer.describe(),
          "write the datatype as an IRI or prefixed name");
      throw AbandonedStatementException.INNERMOST;
    }
    int line = lexer.line;
    int column = lexer.column;
    int endColumn = lexer.endColumn();
    int datatype = iri();
    if (datatype == langStringDatatype) {
      diagnostics.report(
          line,
          column,
          endColumn,
          DiagnosticCode.BAD_DATATYPE,
          "rdf:langString is for strings with a language",
          "write the language behind the string, such as @en");
      return NONE;
    }
    return sound && datatype != NONE
        ? dictionary.internLiteral(content.bytes(), 0, content.length(), datatype)
        : NONE;
  }

  private void report(int endColumn, String code, String message, String hint) {
    diagnostics.report(lexer.line, lexer.column, endColumn, code, message, hint);
  }
}
