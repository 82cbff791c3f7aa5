package cwm.rdf.n3;

import cwm.rdf.n3.Level.Awaits;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import java.util.Map;

/// Reads Notation3 and Turtle: the grammar.
///
/// The grammar is that of N3 (Community Group report, 2023). Turtle is read by the same rules;
/// where it has less, the use is reported and read on as N3, so that one mistake gives one message.
///
/// The parser is a machine with a stack of its own, one [Level] for each bracket that is open: how
/// deep a document may nest does not depend on the thread's stack. Each step reads the current
/// token as what the innermost level awaits; a term goes to the level that awaits it ([#deliver]).
///
/// A term with a mistake is [TermDictionary#NONE]. Statements with such a term are left out, and so
/// is a formula that would have held one, since with a statement less it would mean something else.
final class N3Parser {
  private static final int NONE = TermDictionary.NONE;

  /// Many brackets become no term that nests, such as property lists and empty formulas.
  private static final int BRACKETS_PER_DEPTH = 10;

  private static final Iri SAME_AS = new Iri("http://www.w3.org/2002/07/owl#sameAs");

  private final boolean isN3;
  private final int depthMax;
  private final TermDictionary dictionary;
  private final BlankNodes blankNodes;
  private final VariableNames variables;
  private final Lexer lexer;
  private final TermReader terms;
  private final GrammarMistakes mistakes;
  private final Directives directives;
  private final Recovery recovery;

  private final int type;
  private final int sameAs;
  private final int implies;
  private final int isImpliedBy;

  /// Members of the lists that are open, those of inner lists above those of outer ones.
  private final IntStack members = new IntStack();

  private final Level document;
  private Level level;

  /// @param isN3 whether to read N3, else Turtle
  /// @param depthMax see [ReaderLimits]
  N3Parser(Reading reading, boolean isN3, String base, int depthMax) {
    this.isN3 = isN3;
    this.depthMax = depthMax;
    dictionary = reading.dictionary();
    blankNodes = reading.blankNodes();
    variables = new VariableNames(dictionary);
    lexer = new Lexer(reading.input(), reading.diagnostics(), isN3);
    terms = new TermReader(dictionary, lexer, reading.diagnostics(), isN3, base);
    mistakes = new GrammarMistakes(lexer, reading.diagnostics(), isN3);
    directives = new Directives(dictionary, lexer, terms, blankNodes, variables, mistakes);
    recovery = new Recovery(lexer, reading.diagnostics());
    document = new Level(new Scope(reading.statements()));
    level = document;
    type = dictionary.intern(Rdf.TYPE);
    sameAs = dictionary.intern(SAME_AS);
    implies = dictionary.intern(Log.IMPLIES);
    isImpliedBy = dictionary.intern(Log.IS_IMPLIED_BY);
  }

  /// Namespace by prefix, as far as declared.
  Map<String, String> prefixes() {
    return terms.prefixes();
  }

  /// Reads the whole document.
  void document() {
    lexer.next();
    while (lexer.kind != TokenKind.END || !isBetweenStatements()) {
      try {
        step();
      } catch (AbandonedStatementException e) {
        recover(e);
      }
    }
  }

  private boolean isBetweenStatements() {
    return level == document && level.awaits == Awaits.STATEMENT;
  }

  private void step() throws AbandonedStatementException {
    if (level.isInPath()) {
      term(Place.OBJECT);
      return;
    }
    switch (level.awaits) {
      case STATEMENT -> statement();
      case SUBJECT -> term(Place.SUBJECT);
      case BEHIND_SUBJECT -> behindSubject();
      case VERB -> verb();
      case PREDICATE -> term(Place.PREDICATE);
      case OF -> of();
      case OBJECT -> term(Place.OBJECT);
      case BEHIND_OBJECT -> behindObject();
      case END_OF_STATEMENT -> endOfStatement();
      case MEMBER -> member();
      case CLOSING -> close();
    }
  }

  // ---------------------------------------------------------------- statements

  private void statement() throws AbandonedStatementException {
    if (level.bracket == Bracket.FORMULA && lexer.kind.endsStatement()) {
      close();
      return;
    }
    level.start = recovery.start();
    if (lexer.kind.isDirective()) {
      boolean dotFollows = directives.read(level.scope);
      level.awaits = dotFollows ? Awaits.END_OF_STATEMENT : Awaits.STATEMENT;
    } else {
      level.mayStandAlone = isN3;
      level.awaits = Awaits.SUBJECT;
      term(Place.SUBJECT);
    }
  }

  private void behindSubject() {
    boolean isComplete = level.mayStandAlone && lexer.kind.endsStatement();
    level.awaits = isComplete ? Awaits.END_OF_STATEMENT : Awaits.VERB;
  }

  private void verb() throws AbandonedStatementException {
    level.isInverse = lexer.kind == TokenKind.IS || lexer.kind == TokenKind.INVERSE;
    level.ofFollows = lexer.kind == TokenKind.IS;
    switch (lexer.kind) {
      case A -> sign(type, false);
      case EQUALS -> sign(sameAs, true);
      case IMPLIES -> sign(implies, true);
      case IMPLIED_BY -> sign(isImpliedBy, true);
      case HAS, IS, INVERSE -> {
        level.refuse(mistakes.refuseInTurtle());
        lexer.next();
        level.awaits = Awaits.PREDICATE;
      }
      default -> {
        level.awaits = Awaits.PREDICATE;
        term(Place.PREDICATE);
      }
    }
  }

  /// Takes a sign that stands for a predicate.
  private void sign(int meaning, boolean isN3Only) {
    boolean refused = isN3Only && mistakes.refuseInTurtle();
    level.predicate = refused ? NONE : meaning;
    level.awaits = Awaits.OBJECT;
    lexer.next();
  }

  private void of() throws AbandonedStatementException {
    if (lexer.kind != TokenKind.OF) {
      throw mistakes.unexpected("'of'", "the inverse of a predicate reads: is :p of");
    }
    lexer.next();
    level.awaits = Awaits.OBJECT;
  }

  private void behindObject() {
    if (lexer.kind == TokenKind.COMMA) {
      lexer.next();
      level.awaits = Awaits.OBJECT;
      return;
    }
    boolean goesOn = lexer.kind == TokenKind.SEMICOLON;
    while (lexer.kind == TokenKind.SEMICOLON) {
      lexer.next();
    }
    if (goesOn && !lexer.kind.endsStatement()) {
      level.awaits = Awaits.VERB;
    } else {
      level.awaits = level.bracket.holdsStatements() ? Awaits.END_OF_STATEMENT : Awaits.CLOSING;
    }
  }

  /// Reads the dot, which the last statement of a formula need not have.
  private void endOfStatement() throws AbandonedStatementException {
    level.awaits = Awaits.STATEMENT;
    if (lexer.kind == TokenKind.DOT) {
      lexer.next();
    } else if (level == document || !lexer.kind.endsStatement()) {
      throw mistakes.missingDot(level);
    }
  }

  // ---------------------------------------------------------------- terms

  /// Reads a term, or opens the bracket that becomes one.
  private void term(Place place) throws AbandonedStatementException {
    level.refuse(mistakes.refuseInTurtle(place));
    switch (lexer.kind) {
      case IRI, PREFIXED_NAME -> deliver(level.scope.meaning(terms.iri()));
      case BLANK_LABEL -> deliver(blankLabel());
      case VARIABLE -> deliver(variable());
      case STRING -> deliver(terms.string());
      case INTEGER, DECIMAL, DOUBLE, TRUE, FALSE -> deliver(terms.plainLiteral());
      case OPEN_PROPERTIES -> openProperties();
      case OPEN_LIST -> open(Bracket.LIST, Awaits.MEMBER, level.scope);
      case OPEN_FORMULA -> open(Bracket.FORMULA, Awaits.STATEMENT, new Scope(level.scope));
      case OPEN_TRIPLE -> open(Bracket.TRIPLE, Awaits.SUBJECT, level.scope);
      case WORD, ID -> {
        mistakes.bareWord();
        lexer.next();
        deliver(NONE);
      }
      case A, HAS, IS, OF -> throw mistakes.misplacedKeyword();
      default -> throw mistakes.noTerm(place);
    }
  }

  /// Gives a term to the level that awaits one, unless a path leads on from it.
  private void deliver(int read) {
    int term = level.settle(read);
    if (lexer.kind == TokenKind.FORWARD || lexer.kind == TokenKind.BACKWARD) {
      level.refuse(mistakes.refuseInTurtle("a path"));
      level.startStep(lexer.kind == TokenKind.FORWARD, term, blankNode(lexer.offset));
      lexer.next();
      return;
    }
    switch (level.awaits) {
      case SUBJECT -> {
        level.subject = term;
        level.awaits = level.bracket == Bracket.TRIPLE ? Awaits.VERB : Awaits.BEHIND_SUBJECT;
      }
      case PREDICATE -> {
        level.predicate = term;
        level.awaits = level.ofFollows ? Awaits.OF : Awaits.OBJECT;
      }
      case OBJECT -> {
        level.object = term;
        if (level.bracket == Bracket.TRIPLE) {
          level.awaits = Awaits.CLOSING;
        } else {
          level.state();
          level.awaits = Awaits.BEHIND_OBJECT;
        }
      }
      case MEMBER -> members.push(term);
      default -> throw new IllegalStateException("no term awaited: " + level.awaits);
    }
  }

  private int blankLabel() {
    int node = NONE;
    if (lexer.sound) {
      node = level.scope.labelled(lexer.text);
      if (node == NONE) {
        node = blankNode(lexer.offset);
        level.scope.label(lexer.text, node);
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

  private int blankNode(long offset) {
    int node = blankNodes.at(offset);
    level.scope.bind(node);
    return node;
  }

  // ---------------------------------------------------------------- brackets

  private void open(Bracket bracket, Awaits awaits, Scope scope)
      throws AbandonedStatementException {
    if (level.depth == BRACKETS_PER_DEPTH * depthMax) {
      throw mistakes.tooManyBrackets(level.depth);
    }
    level = new Level(level, bracket, awaits, scope, lexer, members.size());
    lexer.next();
  }

  /// Opens `[ ... ]`: a blank node, or with `id` an IRI, and what is said of it.
  private void openProperties() throws AbandonedStatementException {
    Level outer = level;
    long offset = lexer.offset;
    open(Bracket.PROPERTIES, Awaits.VERB, outer.scope);
    if (lexer.kind == TokenKind.ID) {
      boolean isRefused = mistakes.refuseInTurtle("'[ id'");
      lexer.next();
      if (!terms.isAtIri()) {
        throw mistakes.unexpected("an IRI behind 'id'");
      }
      int iri = level.scope.meaning(terms.iri());
      level.subject = isRefused ? NONE : iri;
    } else {
      level.subject = blankNode(offset);
      if (lexer.kind == TokenKind.CLOSE_PROPERTIES) {
        level.awaits = Awaits.CLOSING;
        return;
      }
    }
    outer.mayStandAlone = true;
  }

  private void member() throws AbandonedStatementException {
    if (lexer.kind.endsStatement()) {
      close();
    } else {
      term(Place.OBJECT);
    }
  }

  private void close() throws AbandonedStatementException {
    Level closed = level;
    if (lexer.kind != closed.bracket.closingKind) {
      throw mistakes.unclosed(closed);
    }
    int term = valueOf(closed);
    level = closed.outer();
    level.nesting = Math.max(level.nesting, nestingOf(closed, term));
    lexer.next();
    deliver(term);
  }

  /// How deep a term nests that was a bracket, or those do that a property list states.
  private int nestingOf(Level closed, int term) {
    if (closed.bracket == Bracket.PROPERTIES) {
      return closed.nesting;
    }
    return term == NONE || term == terms.trueLiteral() ? 0 : closed.nesting + 1;
  }

  private int valueOf(Level closed) {
    if (closed.bracket != Bracket.PROPERTIES && closed.nesting == depthMax) {
      mistakes.tooDeep(closed, depthMax);
      members.truncate(closed.membersBelow);
      return NONE;
    }
    return switch (closed.bracket) {
      case PROPERTIES -> closed.subject;
      case LIST -> list(members.popFrom(closed.membersBelow));
      case TRIPLE -> tripleTerm(closed);
      case FORMULA -> formula(closed.scope);
      case DOCUMENT -> throw new IllegalStateException("the document is no term");
    };
  }

  private int list(int[] list) {
    for (int member : list) {
      if (member == NONE) {
        return NONE;
      }
    }
    return dictionary.internList(list, list.length);
  }

  private int tripleTerm(Level closed) {
    boolean isFaulty = closed.subject == NONE || closed.predicate == NONE || closed.object == NONE;
    return isFaulty
        ? NONE
        : dictionary.internTripleTerm(closed.subject, closed.predicate, closed.object);
  }

  /// The id of a formula; the empty one is the literal `true`.
  private int formula(Scope scope) {
    if (scope.isFaulty()) {
      return NONE;
    }
    int formula = new FormulaBuilder(dictionary).build(scope);
    return formula == NONE ? terms.trueLiteral() : formula;
  }

  // ---------------------------------------------------------------- mistakes

  /// Goes on with the next statement of the innermost formula, or else of the document.
  private void recover(AbandonedStatementException abandoned) {
    int openFormulas = 0;
    if (abandoned == AbandonedStatementException.INNERMOST) {
      leaveBracketsOfStatement();
      level.scope.markFaulty();
      if (level != document && recovery.skipInFormula(level.start, document.start)) {
        level.restart();
        return;
      }
    } else {
      openFormulas = openFormulas();
    }
    level = document;
    members.clear();
    recovery.skipInDocument(document.start, openFormulas);
    level.restart();
  }

  private void leaveBracketsOfStatement() {
    int membersBelow = members.size();
    while (!level.bracket.holdsStatements()) {
      membersBelow = level.membersBelow;
      level = level.outer();
    }
    members.truncate(membersBelow);
  }

  private int openFormulas() {
    int count = 0;
    for (Level at = level; at != document; at = at.outer()) {
      count += at.bracket == Bracket.FORMULA ? 1 : 0;
    }
    return count;
  }
}
