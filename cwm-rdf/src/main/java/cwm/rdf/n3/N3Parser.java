package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import java.util.Locale;

/// Reads Notation3 and Turtle: the grammar, by recursive descent.
///
/// The grammar is that of N3 (2023). Turtle is read by the same rules; where it has less, the use is
/// reported and read on as N3, so that one mistake gives one message. Methods are named for the
/// grammar's rules, start at the current token and end at the first one that is not theirs.
///
/// A term with a mistake is [TermDictionary#NONE]. Statements with such a term are left out, and so
/// is a formula that would have held one, since with a statement less it would mean something else.
/// Brackets recurse, up to a depth; what can repeat (objects, members, path steps) loops.
final class N3Parser {
  private static final int NONE = TermDictionary.NONE;
  private static final Iri SAME_AS = new Iri("http://www.w3.org/2002/07/owl#sameAs");

  /// Where a term stands in a statement.
  private enum Place {
    SUBJECT,
    PREDICATE,
    OBJECT
  }

  private final TermDictionary dictionary;
  private final Lexer lexer;
  private final Diagnostics diagnostics;
  private final boolean isN3;
  private final int depthMax;
  private final TermReader terms;
  private final BlankNodes blankNodes;
  private final VariableNames variables;
  private final Recovery recovery;

  private final int type;
  private final int sameAs;
  private final int implies;
  private final int isImpliedBy;

  /// Members of the lists that are open, one list above the other.
  private final IntStack members = new IntStack();

  private Scope scope;
  private Recovery.Start outermost;
  private int depth;
  private int formulaDepth;
  private long statedCount;

  /// Whether an `@forAll` or `@forSome` was read, so that IRIs may stand for something else.
  private boolean quantifies;

  N3Parser(
      TermDictionary dictionary,
      Lexer lexer,
      Diagnostics diagnostics,
      boolean isN3,
      int depthMax,
      TermReader terms,
      BlankNodes blankNodes,
      DocumentStatements statements) {
    this.dictionary = dictionary;
    this.lexer = lexer;
    this.diagnostics = diagnostics;
    this.isN3 = isN3;
    this.depthMax = depthMax;
    this.terms = terms;
    this.blankNodes = blankNodes;
    this.variables = new VariableNames(dictionary);
    this.recovery = new Recovery(lexer, diagnostics);
    this.scope = new Scope(null, statements);
    this.outermost = new Recovery.Start(0, 0, false);
    type = dictionary.intern(Rdf.TYPE);
    sameAs = dictionary.intern(SAME_AS);
    implies = dictionary.intern(Log.IMPLIES);
    isImpliedBy = dictionary.intern(Log.IS_IMPLIED_BY);
  }

  /// Reads the whole document.
  void document() {
    Scope document = scope;
    lexer.next();
    while (lexer.kind != TokenKind.END) {
      outermost = recovery.start();
      try {
        if (statement()) {
          dot();
        }
      } catch (AbandonedStatementException _) {
        recovery.skipInDocument(outermost, formulaDepth);
        scope = document;
        depth = 0;
        formulaDepth = 0;
        members.clear();
      }
    }
  }

  // ---------------------------------------------------------------- statements

  /// @return whether a dot must follow
  private boolean statement() throws AbandonedStatementException {
    switch (lexer.kind) {
      case AT_PREFIX, SPARQL_PREFIX -> {
        return prefix();
      }
      case AT_BASE, SPARQL_BASE -> {
        return base();
      }
      case FOR_ALL, FOR_SOME -> quantifier();
      case AT_WORD -> throw unknownDirective();
      default -> triples();
    }
    return true;
  }

  private void dot() throws AbandonedStatementException {
    if (lexer.kind == TokenKind.DOT) {
      lexer.next();
      return;
    }
    throw missingDot();
  }

  private boolean prefix() throws AbandonedStatementException {
    boolean dotFollows = lexer.kind == TokenKind.AT_PREFIX;
    lexer.next();
    if (lexer.kind != TokenKind.PREFIXED_NAME || !lexer.sound || lexer.text.length > 0) {
      if (lexer.kind == TokenKind.PREFIXED_NAME) {
        terms.excusePrefix(lexer.prefix);
      }
      throw badDirective("expected a prefix", "a declaration reads: @prefix name: <iri> .");
    }
    var name = new TextBuffer();
    name.append(lexer.prefix);
    var prefix = new Span();
    prefix.set(name);
    lexer.next();
    if (lexer.kind != TokenKind.IRI) {
      terms.excusePrefix(prefix);
      throw badDirective(
          "expected the namespace of '" + prefix + ":'", "a declaration reads: @prefix name: <iri> .");
    }
    terms.declarePrefix(prefix);
    return dotFollows;
  }

  private boolean base() throws AbandonedStatementException {
    boolean dotFollows = lexer.kind == TokenKind.AT_BASE;
    lexer.next();
    if (lexer.kind != TokenKind.IRI) {
      throw badDirective("expected an IRI", "a declaration reads: @base <iri> .");
    }
    terms.declareBase();
    return dotFollows;
  }

  private void quantifier() throws AbandonedStatementException {
    boolean universal = lexer.kind == TokenKind.FOR_ALL;
    refuseInTurtle("'" + lexer.source() + "'");
    do {
      lexer.next();
      if (!terms.isAtIri()) {
        throw badDirective(
            "expected a name to quantify", "write IRIs or prefixed names with commas between them");
      }
      long offset = lexer.offset;
      int iri = terms.iri();
      if (iri != NONE) {
        int symbol = universal ? variables.declared(dictionary.text(iri)) : blankNodes.at(offset);
        scope.quantify(iri, symbol);
        bind(symbol);
        quantifies = true;
      }
    } while (lexer.kind == TokenKind.COMMA);
  }

  private void triples() throws AbandonedStatementException {
    boolean opensProperties = lexer.kind == TokenKind.OPEN_PROPERTIES;
    long statedBefore = statedCount;
    int subject = expression(Place.SUBJECT);
    boolean mayStandAlone = isN3 || (opensProperties && statedCount > statedBefore);
    if (lexer.kind.endsStatement() && mayStandAlone) {
      return;
    }
    predicateObjectList(subject);
  }

  private void predicateObjectList(int subject) throws AbandonedStatementException {
    while (true) {
      boolean inverse = lexer.kind == TokenKind.IS || lexer.kind == TokenKind.INVERSE;
      int predicate = verb();
      objectList(subject, predicate, inverse);
      if (lexer.kind != TokenKind.SEMICOLON) {
        return;
      }
      do {
        lexer.next();
      } while (lexer.kind == TokenKind.SEMICOLON);
      if (lexer.kind.endsStatement()) {
        return;
      }
    }
  }

  private void objectList(int subject, int predicate, boolean inverse)
      throws AbandonedStatementException {
    while (true) {
      int object = expression(Place.OBJECT);
      if (inverse) {
        state(object, predicate, subject);
      } else {
        state(subject, predicate, object);
      }
      if (lexer.kind != TokenKind.COMMA) {
        return;
      }
      lexer.next();
    }
  }

  private int verb() throws AbandonedStatementException {
    return switch (lexer.kind) {
      case A -> sign(type);
      case EQUALS -> n3Sign(sameAs);
      case IMPLIES -> n3Sign(implies);
      case IMPLIED_BY -> n3Sign(isImpliedBy);
      case HAS, INVERSE -> {
        int mark = n3Sign(type);
        int predicate = expression(Place.PREDICATE);
        yield mark == NONE ? NONE : predicate;
      }
      case IS -> {
        int mark = n3Sign(type);
        int predicate = expression(Place.PREDICATE);
        if (lexer.kind != TokenKind.OF) {
          throw unexpected("'of'", "the inverse of a predicate reads: is :p of");
        }
        lexer.next();
        yield mark == NONE ? NONE : predicate;
      }
      default -> {
        if (lexer.kind.endsStatement()) {
          throw unexpected("a predicate", "");
        }
        yield expression(Place.PREDICATE);
      }
    };
  }

  private int sign(int meaning) {
    lexer.next();
    return meaning;
  }

  private int n3Sign(int meaning) {
    boolean refused = refuseInTurtle("'" + lexer.source() + "'");
    lexer.next();
    return refused ? NONE : meaning;
  }

  private void state(int subject, int predicate, int object) {
    statedCount++;
    if (subject == NONE || predicate == NONE || object == NONE) {
      scope.markFaulty();
    } else {
      scope.statements.accept(subject, predicate, object);
    }
  }

  // ---------------------------------------------------------------- terms

  /// A term and the path that leads on from it.
  private int expression(Place place) throws AbandonedStatementException {
    int term = pathItem(place);
    while (lexer.kind == TokenKind.FORWARD || lexer.kind == TokenKind.BACKWARD) {
      boolean forward = lexer.kind == TokenKind.FORWARD;
      boolean refused = refuseInTurtle("a path");
      int node = blankNode(lexer.offset);
      lexer.next();
      int predicate = pathItem(Place.OBJECT);
      state(forward ? term : node, predicate, forward ? node : term);
      term = refused || term == NONE || predicate == NONE ? NONE : node;
    }
    return term;
  }

  private int pathItem(Place place) throws AbandonedStatementException {
    boolean refused = !isN3 && refuseInTurtle(place);
    int term =
        switch (lexer.kind) {
          case IRI, PREFIXED_NAME -> iri();
          case BLANK_LABEL -> blankLabel();
          case VARIABLE -> variable();
          case STRING -> terms.string();
          case INTEGER, DECIMAL, DOUBLE, TRUE, FALSE -> terms.plainLiteral();
          case OPEN_PROPERTIES -> properties();
          case OPEN_LIST -> list();
          case OPEN_FORMULA -> formula();
          case OPEN_TRIPLE -> tripleTerm();
          case WORD, ID -> bareWord();
          case A, HAS, IS, OF, AT_WORD -> throw misplacedWord();
          default -> throw unexpected(place == Place.OBJECT ? "an object" : place == Place.SUBJECT ? "a statement" : "a predicate", "");
        };
    return refused ? NONE : term;
  }

  private int iri() {
    int iri = terms.iri();
    return quantifies ? scope.meaning(iri) : iri;
  }

  private int blankLabel() {
    int node = NONE;
    if (lexer.sound) {
      node = scope.labelled(lexer.text);
      if (node == NONE) {
        node = blankNode(lexer.offset);
        scope.label(lexer.text, node);
      }
    }
    lexer.next();
    return node;
  }

  private int variable() {
    int variable = lexer.sound ? variables.quick(lexer.text) : NONE;
    lexer.next();
    return variable;
  }

  /// `[ ... ]`: a blank node, or with `id` an IRI, and what is said of it.
  private int properties() throws AbandonedStatementException {
    Bracket.Open open = open(Bracket.PROPERTIES);
    long offset = lexer.offset;
    lexer.next();
    int node;
    if (lexer.kind == TokenKind.ID) {
      refuseInTurtle("'[ id'");
      lexer.next();
      if (!terms.isAtIri()) {
        throw unexpected("an IRI behind 'id'", "");
      }
      node = iri();
      predicateObjectList(node);
    } else {
      node = blankNode(offset);
      if (lexer.kind != TokenKind.CLOSE_PROPERTIES) {
        predicateObjectList(node);
      }
    }
    close(open, "',', ';' or ']'");
    return node;
  }

  private int list() throws AbandonedStatementException {
    Bracket.Open open = open(Bracket.LIST);
    lexer.next();
    int bottom = members.size();
    boolean sound = true;
    while (!lexer.kind.endsStatement()) {
      int member = expression(Place.OBJECT);
      sound &= member != NONE;
      members.push(member);
    }
    close(open, "a member or ')'");
    int[] list = members.popFrom(bottom);
    return sound ? dictionary.internList(list, list.length) : NONE;
  }

  private int tripleTerm() throws AbandonedStatementException {
    Bracket.Open open = open(Bracket.TRIPLE);
    lexer.next();
    int subject = expression(Place.SUBJECT);
    int predicate = verb();
    int object = expression(Place.OBJECT);
    close(open, "')>>'");
    return subject == NONE || predicate == NONE || object == NONE
        ? NONE
        : dictionary.internTripleTerm(subject, predicate, object);
  }

  private int formula() throws AbandonedStatementException {
    Bracket.Open open = open(Bracket.FORMULA);
    lexer.next();
    Scope outer = scope;
    var content = new TripleList();
    var inner = new Scope(outer, content);
    scope = inner;
    formulaDepth++;
    while (!lexer.kind.endsStatement()) {
      statementOf(inner);
    }
    close(open, "'}'");
    formulaDepth--;
    scope = outer;
    if (inner.isFaulty()) {
      return NONE;
    }
    int formula = new FormulaBuilder(dictionary).build(inner, content);
    return formula == NONE ? terms.trueLiteral() : formula;
  }

  /// Reads one statement of a formula and the dot behind it, which the last one need not have.
  private void statementOf(Scope formula) throws AbandonedStatementException {
    Recovery.Start start = recovery.start();
    int depthBefore = depth;
    int formulaDepthBefore = formulaDepth;
    int membersBefore = members.size();
    try {
      if (statement() && lexer.kind != TokenKind.CLOSE_FORMULA && lexer.kind != TokenKind.END) {
        dot();
      }
    } catch (AbandonedStatementException e) {
      if (e == AbandonedStatementException.OUTERMOST || lexer.kind == TokenKind.END) {
        throw AbandonedStatementException.OUTERMOST;
      }
      formula.markFaulty();
      scope = formula;
      depth = depthBefore;
      formulaDepth = formulaDepthBefore;
      members.truncate(membersBefore);
      if (!recovery.skipInFormula(start, outermost)) {
        formulaDepth = 0;
        throw AbandonedStatementException.OUTERMOST;
      }
    }
  }

  private int blankNode(long offset) {
    int node = blankNodes.at(offset);
    bind(node);
    return node;
  }

  private void bind(int symbol) {
    if (scope.parent != null) {
      scope.bind(symbol);
    }
  }

  private AbandonedStatementException misplacedWord() {
    return switch (lexer.kind) {
      case A -> unexpected("a name", "'a' stands for rdf:type, as a predicate only");
      case AT_WORD -> unknownDirective();
      default -> unexpected("a name", "'" + lexer.source() + "' goes with a predicate only");
    };
  }

  /// Reports a word that is no keyword, and goes on as if it were a name.
  private int bareWord() {
    String word = lexer.source();
    report(
        lexer.endColumn(),
        DiagnosticCode.BARE_WORD,
        "'" + word + "' is no keyword",
        word.equals("this")
            ? "write @forAll or @forSome for what was 'this log:forAll' or 'this log:forSome'"
            : "write :%s or <%s> for a name, \"%s\" for a string".formatted(word, word, word));
    lexer.next();
    return NONE;
  }

  // ---------------------------------------------------------------- brackets

  private Bracket.Open open(Bracket bracket) throws AbandonedStatementException {
    if (depth == depthMax) {
      report(
          lexer.endColumn(),
          DiagnosticCode.TOO_DEEP,
          "brackets nest more than %,d deep".formatted(depthMax),
          "the limit can be raised (ReaderLimits)");
      throw AbandonedStatementException.OUTERMOST;
    }
    depth++;
    return new Bracket.Open(bracket, lexer.line, lexer.column);
  }

  private void close(Bracket.Open open, String expected) throws AbandonedStatementException {
    if (lexer.kind != open.bracket().closingKind) {
      throw lexer.kind.endsStatement() ? unclosed(open) : unexpected(expected, "");
    }
    depth--;
    lexer.next();
  }

  // ---------------------------------------------------------------- mistakes

  /// Reports the use of something that Turtle has not got; reading goes on.
  ///
  /// @return whether it was refused
  private boolean refuseInTurtle(String what) {
    if (!isN3) {
      report(
          lexer.endColumn(),
          DiagnosticCode.NOT_IN_SYNTAX,
          what + " is Notation3, not Turtle",
          "read the document as N3");
    }
    return !isN3;
  }

  private boolean refuseInTurtle(Place place) {
    return switch (lexer.kind) {
      case VARIABLE -> refuseInTurtle("a variable");
      case OPEN_FORMULA -> refuseInTurtle("a formula");
      case STRING, INTEGER, DECIMAL, DOUBLE, TRUE, FALSE -> refuseAt(place, "a literal");
      case OPEN_TRIPLE -> refuseAt(place, "a triple term");
      case BLANK_LABEL, OPEN_PROPERTIES ->
          place == Place.PREDICATE && refuseAt(place, "a blank node");
      case OPEN_LIST -> place == Place.PREDICATE && refuseAt(place, "a list");
      default -> false;
    };
  }

  private boolean refuseAt(Place place, String what) {
    return place != Place.OBJECT
        && refuseInTurtle(what + " as " + place.name().toLowerCase(Locale.ROOT));
  }

  private AbandonedStatementException missingDot() {
    boolean forgotten = lexer.kind == TokenKind.END || lexer.isFirstOnLine();
    if (!forgotten || lexer.kind == TokenKind.UNREADABLE) {
      return unexpected("',', ';' or '.'", "");
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

  private AbandonedStatementException unclosed(Bracket.Open open) {
    Bracket bracket = open.bracket();
    String how =
        lexer.kind == TokenKind.END
            ? "is never closed"
            : "is not closed before %s at %d:%d"
                .formatted(lexer.describe(), lexer.line, lexer.column);
    diagnostics.report(
        open.line(),
        open.column(),
        open.column() + bracket.opening.length() - 1,
        DiagnosticCode.UNCLOSED_BRACKET,
        "'%s' %s".formatted(bracket.opening, how),
        "close it with '%s'".formatted(bracket.closing));
    return AbandonedStatementException.INNERMOST;
  }

  private AbandonedStatementException unknownDirective() {
    boolean keywords = lexer.source().equals("@keywords");
    report(
        lexer.endColumn(),
        DiagnosticCode.UNKNOWN_DIRECTIVE,
        keywords ? "@keywords is no longer part of N3" : "unknown directive '" + lexer.source() + "'",
        keywords
            ? "write names with a colon; the keywords are a, is, of, has, true and false"
            : "the directives are @prefix, @base, @forAll and @forSome");
    return AbandonedStatementException.INNERMOST;
  }

  private AbandonedStatementException badDirective(String expected, String hint) {
    return reject(DiagnosticCode.BAD_DIRECTIVE, expected + ", found " + lexer.describe(), hint);
  }

  private AbandonedStatementException unexpected(String expected, String hint) {
    return reject(
        DiagnosticCode.UNEXPECTED, "expected " + expected + ", found " + lexer.describe(), hint);
  }

  /// Reports that the current token cannot stand here, unless it was reported as such already.
  private AbandonedStatementException reject(String code, String message, String hint) {
    if (lexer.kind != TokenKind.UNREADABLE) {
      report(lexer.endColumn(), code, message, hint);
    }
    return AbandonedStatementException.INNERMOST;
  }

  private void report(int endColumn, String code, String message, String hint) {
    diagnostics.report(lexer.line, lexer.column, endColumn, code, message, hint);
  }
}
