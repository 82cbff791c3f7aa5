package cwm.rdf.term;

import cwm.rdf.term.ColourRefinement.Mark;
import cwm.rdf.term.ColourRefinement.WorkExceededException;
import cwm.rdf.term.FormulaShape.Clause;
import cwm.rdf.term.FormulaShape.Constant;
import cwm.rdf.term.FormulaShape.Nested;
import cwm.rdf.term.FormulaShape.Node;
import cwm.rdf.term.FormulaShape.Sequence;
import cwm.rdf.term.FormulaShape.Statement;
import cwm.rdf.term.FormulaShape.Symbol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Decides whether formulas are equal up to renaming of what they bind, and hashes them alike.
///
/// Bound symbols, those of nested formulas included, are told apart by [ColourRefinement]; the hash
/// is made of the statements under the stable colours, so it does not depend on names or order.
/// Refinement alone confuses some formulas (two triangles and a hexagon of blank nodes), so
/// equality goes on where it stops: of a class of symbols that still look alike, one of the first
/// formula is paired with each of the second in turn, and both sides are refined again. When all
/// are paired, the renaming that this defines is checked statement by statement.
///
/// The search can be exponential for hostile formulas; `WORK_MAX` bounds it.
public final class FormulaIdentity {
  /// Terms hashed in search of a renaming before a comparison gives up: some tenths of a second.
  static final long WORK_MAX = 4_000_000;

  /// Terms hashed for each statement of the formulas before a comparison gives up, if that is more:
  /// pairing symbols that no statement tells apart takes some for each.
  private static final long WORK_PER_STATEMENT = 64;

  /// What a comparison found out.
  public enum Comparison {
    EQUAL,
    DIFFERENT,
    /// Not decided within the bound on the work; to be treated as different, with a warning.
    UNDECIDED
  }

  /// A symbol of the first formula and the symbols of the second that it may correspond to.
  private static final class Choice {
    final Mark mark;
    final int colourClass;
    final int first;
    final int firstTried;
    private int[] candidates = {}; // listed when the first one fails, which is rare
    private int next = -1;

    Choice(ColourRefinement refinement, int colourClass) {
      this.mark = refinement.mark();
      this.colourClass = colourClass;
      this.first = refinement.firstMember(colourClass);
      this.firstTried = refinement.secondMember(colourClass);
    }

    /// The next candidate, or -1. What was done since the choice must have been taken back.
    int nextCandidate(ColourRefinement refinement) {
      if (next < 0) {
        candidates = refinement.secondMembers(colourClass);
        next = 0;
      }
      while (next < candidates.length) {
        int candidate = candidates[next++];
        if (candidate != firstTried) {
          return candidate;
        }
      }
      return -1;
    }
  }

  private final ColourRefinement refinement;
  private final List<Clause> firstClauses;
  private final List<Clause> secondClauses;

  private FormulaIdentity(Formula a, Formula b) {
    var shape = new FormulaShape();
    shape.add(a);
    int firstOfSecond = shape.symbolCount();
    shape.add(b);
    refinement = new ColourRefinement(shape, firstOfSecond);
    List<Clause> clauses = shape.clauses();
    int boundary = a.statements().size();
    firstClauses = clauses.subList(0, boundary);
    secondClauses = clauses.subList(boundary, clauses.size());
  }

  /// The content hash of a formula; equal formulas have equal hashes. Never 0.
  static long hash(Formula formula) {
    var shape = new FormulaShape();
    shape.add(formula);
    long hash = refined(shape).hash();
    return hash == 0 ? 1 : hash;
  }

  /// The bound symbols in an order that renaming and reordering the formula do not change, but for
  /// symbols that refinement cannot tell apart; those are ordered by name.
  public static List<Term> canonicalOrder(Formula formula) {
    var shape = new FormulaShape();
    Map<Term, Integer> numbers = shape.add(formula);
    ColourRefinement colours = refined(shape);
    return numbers.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Term, Integer>>comparingLong(
                    entry -> colours.colour(entry.getValue()))
                .thenComparing(entry -> entry.getKey().toString()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static ColourRefinement refined(FormulaShape shape) {
    var refinement = new ColourRefinement(shape, shape.symbolCount());
    refinement.refineAll();
    return refinement;
  }

  /// Compares two formulas up to renaming of the symbols they bind.
  @SuppressWarnings("ReferenceEquality") // only to be quick: Formula.equals comes here
  public static Comparison compare(Formula a, Formula b) {
    if (a == b) {
      return Comparison.EQUAL;
    }
    if (a.statements().size() != b.statements().size()
        || a.bound().size() != b.bound().size()
        || a.contentHash() != b.contentHash()) {
      return Comparison.DIFFERENT;
    }
    try {
      return new FormulaIdentity(a, b).matches() ? Comparison.EQUAL : Comparison.DIFFERENT;
    } catch (WorkExceededException _) {
      return Comparison.UNDECIDED;
    }
  }

  // ---------------------------------------------------------------- search

  private boolean matches() {
    if (!refinement.refineAll()) {
      return false;
    }
    refinement.startSearch(Math.max(WORK_MAX, WORK_PER_STATEMENT * firstClauses.size()));
    Deque<Choice> choices = new ArrayDeque<>();
    boolean isPossible = true;
    // No recursion: there can be as many choices as symbols.
    while (true) {
      if (!isPossible) {
        if (choices.isEmpty()) {
          return false;
        }
        isPossible = tryNext(choices);
        continue;
      }
      int start = choices.isEmpty() ? 0 : choices.peek().colourClass;
      int ambiguous = refinement.ambiguousClass(start);
      if (ambiguous < 0) {
        if (sameStatements()) {
          return true;
        }
        isPossible = false;
      } else {
        var choice = new Choice(refinement, ambiguous);
        choices.push(choice);
        isPossible = refinement.refineWithPair(choice.first, choice.firstTried);
      }
    }
  }

  /// Goes on with the next candidate of the last choice, or drops the choice if there is none.
  private boolean tryNext(Deque<Choice> choices) {
    Choice choice = choices.peek();
    refinement.undo(choice.mark);
    int candidate = choice.nextCandidate(refinement);
    if (candidate < 0) {
      choices.pop();
      return false;
    }
    return refinement.refineWithPair(choice.first, candidate);
  }

  // ---------------------------------------------------------------- check

  /// Whether the statements are the same if symbols of the same colour are.
  private boolean sameStatements() {
    refinement.rehashStatements();
    return sameStatements(
        firstClauses.stream().map(clause -> clause.statement).toList(),
        secondClauses.stream().map(clause -> clause.statement).toList());
  }

  private boolean sameStatements(List<Statement> as, List<Statement> bs) {
    if (as.size() != bs.size()) {
      return false;
    }
    Map<Long, List<Statement>> byHash = new HashMap<>();
    for (Statement b : bs) {
      byHash.computeIfAbsent(b.hash, _ -> new ArrayList<>()).add(b);
    }
    for (Statement a : as) {
      if (!sameAsOne(a, byHash.getOrDefault(a.hash, List.of()))) {
        return false;
      }
    }
    return true;
  }

  // Loops and not streams, here and below: formulas may nest to a great depth.
  private boolean sameAsOne(Statement a, List<Statement> candidates) {
    for (Statement b : candidates) {
      if (same(a, b)) {
        return true;
      }
    }
    return false;
  }

  private boolean same(Statement a, Statement b) {
    return same(a.subject, b.subject) && same(a.predicate, b.predicate) && same(a.object, b.object);
  }

  private boolean same(Node a, Node b) {
    return switch (a) {
      case Constant(Term term, _) -> b instanceof Constant(Term other, _) && term.equals(other);
      case Symbol(int number) ->
          b instanceof Symbol(int other) && refinement.haveSameColour(number, other);
      case Sequence(long kind, List<Node> parts) ->
          b instanceof Sequence(long otherKind, List<Node> others)
              && kind == otherKind
              && sameParts(parts, others);
      case Nested(List<Statement> statements) ->
          b instanceof Nested(List<Statement> others) && sameStatements(statements, others);
    };
  }

  private boolean sameParts(List<Node> as, List<Node> bs) {
    if (as.size() != bs.size()) {
      return false;
    }
    for (int i = 0; i < as.size(); i++) {
      if (!same(as.get(i), bs.get(i))) {
        return false;
      }
    }
    return true;
  }
}
