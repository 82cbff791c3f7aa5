package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How far the parser has come in the document or in a bracket that is open: the frame that a
/// recursive parser would have on the stack.
final class Level {
  /// What a level waits for.
  enum Awaits {
    STATEMENT,
    SUBJECT,
    BEHIND_SUBJECT,
    VERB,
    PREDICATE,
    OF,
    OBJECT,
    BEHIND_OBJECT,
    END_OF_STATEMENT,
    MEMBER,
    CLOSING
  }

  /// The level around this one; the document has none.
  private final @Nullable Level outer;

  final Bracket bracket;
  final Scope scope;
  final int depth;

  /// Where the bracket opens.
  final int line;

  final int column;

  /// How many members of lists further out wait while this level is open.
  final int membersBelow;

  Awaits awaits;

  /// How deep the terms nest that were read at this level.
  int nesting;

  /// Where the current statement of a document or formula starts.
  Recovery.Start start = Recovery.Start.OF_DOCUMENT;

  // The statement as far as it was read.
  int subject;
  int predicate;
  int object;
  boolean isInverse;
  boolean ofFollows;

  /// Whether the subject alone is a statement.
  boolean mayStandAlone;

  // The path of which a step is being read.
  private boolean inPath;
  private boolean isForward;
  private int pathStart;
  private int pathNode;

  /// Whether the term, or the verb, being read is one that the syntax has not got in that place.
  private boolean refused;

  /// The document.
  Level(Scope scope) {
    this(null, Bracket.DOCUMENT, Awaits.STATEMENT, scope, 0, 1, 1, 0);
  }

  /// A bracket.
  Level(Level outer, Bracket bracket, Awaits awaits, Scope scope, Lexer opening, int membersBelow) {
    this(
        outer, bracket, awaits, scope, outer.depth + 1, opening.line, opening.column, membersBelow);
  }

  private Level(
      @Nullable Level outer,
      Bracket bracket,
      Awaits awaits,
      Scope scope,
      int depth,
      int line,
      int column,
      int membersBelow) {
    this.outer = outer;
    this.bracket = bracket;
    this.awaits = awaits;
    this.scope = scope;
    this.depth = depth;
    this.line = line;
    this.column = column;
    this.membersBelow = membersBelow;
  }

  /// The level around a bracket.
  Level outer() {
    return Objects.requireNonNull(outer, "the document is in no bracket");
  }

  /// Forgets the statement being read and waits for the next one.
  void restart() {
    assert bracket.holdsStatements();
    awaits = Awaits.STATEMENT;
    inPath = false;
    refused = false;
  }

  /// Notes that the term being read is refused, though it is read on.
  void refuse(boolean refused) {
    this.refused |= refused;
  }

  /// Notes that a step follows the term `start`, to or from `node`.
  void startStep(boolean isForward, int start, int node) {
    this.inPath = true;
    this.isForward = isForward;
    this.pathStart = refused ? TermDictionary.NONE : start;
    this.pathNode = node;
  }

  /// Whether the predicate of a step is being read.
  boolean isInPath() {
    return inPath;
  }

  /// Takes a term that was read.
  ///
  /// @return the term, or if it was the predicate of a step, where the step leads, or
  ///   [TermDictionary#NONE] if it was refused
  int settle(int term) {
    int settled = term;
    if (inPath) {
      inPath = false;
      scope.state(isForward ? pathStart : pathNode, term, isForward ? pathNode : pathStart);
      boolean faulty = pathStart == TermDictionary.NONE || term == TermDictionary.NONE;
      settled = faulty ? TermDictionary.NONE : pathNode;
    }
    boolean dropped = refused;
    refused = false;
    return dropped ? TermDictionary.NONE : settled;
  }

  /// States what was read.
  void state() {
    scope.state(isInverse ? object : subject, predicate, isInverse ? subject : object);
  }
}
