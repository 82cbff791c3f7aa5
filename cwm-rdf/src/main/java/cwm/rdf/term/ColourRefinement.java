package cwm.rdf.term;

import cwm.rdf.term.FormulaShape.Clause;
import cwm.rdf.term.FormulaShape.Constant;
import cwm.rdf.term.FormulaShape.Nested;
import cwm.rdf.term.FormulaShape.Node;
import cwm.rdf.term.FormulaShape.Sequence;
import cwm.rdf.term.FormulaShape.Statement;
import cwm.rdf.term.FormulaShape.Symbol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Colours the symbols of a [FormulaShape] so that symbols that can be told apart by what is said
/// of them get different colours (1-dimensional Weisfeiler-Leman), and can take steps back.
///
/// Symbols of one colour form a class. The colours give every clause a hash; a clause's *share* for
/// a symbol in it is made of that hash and of the places where the symbol stands; the sum of its
/// shares tells what is said of a symbol. Classes whose members differ in it are split, in rounds,
/// until none is. When a class splits, its largest part keeps the colour, and only clauses that
/// mention one of the other symbols are hashed again, so a symbol changes colour at most log n
/// times (Hopcroft's argument): Θ(m log n) for m mentions of n symbols.
///
/// Nothing here depends on names or on the order of statements, so isomorphic formulas are coloured
/// alike.
final class ColourRefinement {
  private static final long NESTED = ContentHash.start(ContentHash.FORMULA);
  private static final long PAIR = ContentHash.mix(0x70616972L);

  /// A clause as it was before it was hashed again.
  private static final class Former {
    final Clause clause;
    final long hash;
    final long[] shares;

    Former(Clause clause) {
      this.clause = clause;
      hash = clause.statement.hash;
      shares = clause.shares;
    }
  }

  /// How far to take back; see [#mark()].
  record Mark(int formerCount, int classCount) {}

  private final List<Clause> clauses;
  private final List<List<Clause>> clausesOf = new ArrayList<>(); // by symbol
  private final long[] sums; // of the shares, by symbol
  private final long[] pending; // by symbol; the places of one clause where it stands
  private final int firstOfSecond; // symbols from here on are the second formula's

  // Classes: the members of class c are members[starts[c], ends[c]).
  private final int[] members;
  private final int[] places; // by symbol, in `members`
  private final int[] classes; // by symbol
  private final int[] starts;
  private final int[] ends;
  private final int[] parents; // the class that a class was split from
  private final long[] colours; // by class
  private int classCount;

  // One round: the symbols whose sums changed, with the sums they had, and those recoloured.
  private int round;
  private final int[] touched;
  private int touchedCount;
  private final int[] touchedIn; // by symbol; the last round it was touched in
  private final long[] formerSums; // by symbol
  private final int[] recoloured;
  private int recolouredCount;

  private boolean isReversible;
  private final Deque<Former> formers = new ArrayDeque<>();
  private long workLeft = Long.MAX_VALUE;

  /// @param firstOfSecond if `shape` holds two formulas that are to be compared, the number of the
  ///   second one's first symbol; if it holds one, the number of its symbols
  ColourRefinement(FormulaShape shape, int firstOfSecond) {
    this.firstOfSecond = firstOfSecond;
    clauses = shape.clauses();
    int count = shape.symbolCount();
    sums = new long[count];
    pending = new long[count];
    touched = new int[count];
    touchedIn = new int[count];
    formerSums = new long[count];
    recoloured = new int[count];
    members = new int[count];
    places = new int[count];
    classes = new int[count];
    starts = new int[count];
    ends = new int[count];
    parents = new int[count];
    colours = new long[count];
    for (int symbol = 0; symbol < count; symbol++) {
      clausesOf.add(new ArrayList<>());
    }
    for (Clause clause : clauses) {
      for (int symbol : clause.symbols) {
        clausesOf.get(symbol).add(clause);
      }
    }
    formClasses(shape);
  }

  private void formClasses(FormulaShape shape) {
    List<Integer> symbols = new ArrayList<>();
    for (int symbol = 0; symbol < members.length; symbol++) {
      symbols.add(symbol);
    }
    // Members of the two formulas alternate, so that one of each is soon found.
    symbols.sort(
        Comparator.<Integer>comparingLong(shape::initialColour)
            .thenComparingInt(symbol -> symbol < firstOfSecond ? symbol : symbol - firstOfSecond));
    for (int symbol : symbols) {
      long colour = shape.initialColour(symbol);
      int place = classCount == 0 ? 0 : ends[classCount - 1];
      if (classCount == 0 || colours[classCount - 1] != colour) {
        starts[classCount] = place;
        colours[classCount] = colour;
        classCount++;
      }
      members[place] = symbol;
      places[symbol] = place;
      classes[symbol] = classCount - 1;
      ends[classCount - 1] = place + 1;
    }
  }

  // ---------------------------------------------------------------- steps

  /// Refines the first colouring. Returns false if the two formulas have turned out different.
  boolean refineAll() {
    for (int c = 0; c < classCount; c++) {
      if (!isBalanced(c)) {
        return false;
      }
    }
    return refine(clauses);
  }

  /// Makes all further steps such that they can be taken back.
  ///
  /// @param work how many terms they may hash before [WorkExceededException]
  void startSearch(long work) {
    isReversible = true;
    workLeft = work;
  }

  /// Gives a symbol of each formula, both of one class, a colour of their own and refines. Returns
  /// false if that shows that they do not correspond.
  boolean refineWithPair(int first, int second) {
    assert classes[first] == classes[second];
    int from = classes[first];
    recolouredCount = 0;
    moveTo(first, ends[from] - 1);
    moveTo(second, ends[from] - 2);
    splitOff(from, 2, PAIR);
    return refine(clausesOfRecoloured());
  }

  /// The present state, to be given to [#undo].
  Mark mark() {
    return new Mark(formers.size(), classCount);
  }

  /// Takes back what was done since `mark`.
  void undo(Mark mark) {
    while (formers.size() > mark.formerCount) {
      Former former = formers.pop();
      Clause clause = former.clause;
      for (int i = 0; i < clause.symbols.length; i++) {
        sums[clause.symbols[i]] += former.shares[i] - clause.shares[i];
      }
      clause.statement.hash = former.hash;
      clause.shares = former.shares;
    }
    while (classCount > mark.classCount) {
      int c = --classCount;
      for (int i = starts[c]; i < ends[c]; i++) {
        classes[members[i]] = parents[c];
      }
      ends[parents[c]] = ends[c]; // it was split off from there
    }
  }

  private boolean refine(Collection<Clause> stale) {
    Collection<Clause> clauses = stale;
    while (!clauses.isEmpty()) {
      round++;
      touchedCount = 0;
      clauses.forEach(this::rehash);
      recolouredCount = 0;
      if (!splitClasses()) {
        return false;
      }
      clauses = clausesOfRecoloured();
    }
    return true;
  }

  private Collection<Clause> clausesOfRecoloured() {
    Set<Clause> stale = new LinkedHashSet<>();
    for (int i = 0; i < recolouredCount; i++) {
      stale.addAll(clausesOf.get(recoloured[i]));
    }
    return stale;
  }

  // ---------------------------------------------------------------- hashes

  private void rehash(Clause clause) {
    if (isReversible) {
      formers.push(new Former(clause));
    }
    hash(clause.statement);
    for (int symbol : clause.symbols) {
      pending[symbol] = 0;
    }
    distribute(clause.statement, 0);
    long[] shares = new long[clause.symbols.length];
    for (int i = 0; i < shares.length; i++) {
      int symbol = clause.symbols[i];
      shares[i] = ContentHash.mix(pending[symbol]);
      if (shares[i] != clause.shares[i]) {
        if (touchedIn[symbol] < round) {
          touchedIn[symbol] = round;
          touched[touchedCount++] = symbol;
          formerSums[symbol] = sums[symbol];
        }
        sums[symbol] += shares[i] - clause.shares[i];
      }
    }
    clause.shares = shares;
  }

  private long hash(Statement statement) {
    statement.hash =
        ContentHash.ofTriple(
            hash(statement.subject), hash(statement.predicate), hash(statement.object));
    return statement.hash;
  }

  private long hash(Node node) {
    spend(1);
    return switch (node) {
      case Constant(_, long hash) -> hash;
      case Symbol(int number) -> colour(number);
      case Sequence(long kind, List<Node> parts) -> {
        long hash = ContentHash.start(kind);
        for (Node part : parts) {
          hash = ContentHash.combine(hash, hash(part));
        }
        yield ContentHash.combine(hash, parts.size());
      }
      case Nested(List<Statement> statements) -> {
        long sum = 0;
        for (Statement statement : statements) {
          sum += ContentHash.mix(hash(statement));
        }
        yield ContentHash.combine(ContentHash.combine(NESTED, statements.size()), sum);
      }
    };
  }

  /// Adds to [#pending], for each place of a symbol in the statement, the hash of that place.
  private void distribute(Statement statement, long place) {
    long inner = ContentHash.combine(place, statement.hash);
    distribute(statement.subject, ContentHash.combine(inner, 1));
    distribute(statement.predicate, ContentHash.combine(inner, 2));
    distribute(statement.object, ContentHash.combine(inner, 3));
  }

  private void distribute(Node node, long place) {
    switch (node) {
      case Constant _ -> {}
      case Symbol(int number) -> pending[number] += ContentHash.mix(place);
      case Sequence(_, List<Node> parts) -> {
        for (int i = 0; i < parts.size(); i++) {
          distribute(parts.get(i), ContentHash.combine(place, i));
        }
      }
      case Nested(List<Statement> statements) -> {
        for (Statement statement : statements) {
          distribute(statement, place);
        }
      }
    }
  }

  void spend(long work) {
    workLeft -= work;
    if (workLeft < 0) {
      throw new WorkExceededException();
    }
  }

  // ---------------------------------------------------------------- classes

  /// Splits the classes whose members have come to differ. Returns false if a part has more members
  /// of one formula than of the other.
  private boolean splitClasses() {
    int[] symbols =
        Arrays.stream(touched, 0, touchedCount)
            .filter(symbol -> sums[symbol] != formerSums[symbol])
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(symbol -> classes[symbol])
                    .thenComparingLong(symbol -> sums[symbol]))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean balanced = true;
    int start = 0;
    for (int i = 1; i <= symbols.length && balanced; i++) {
      if (i == symbols.length || classes[symbols[i]] != classes[symbols[start]]) {
        balanced = split(symbols, start, i);
        start = i;
      }
    }
    return balanced;
  }

  /// Splits one class by the new sums of `symbols[start, end)`, which are in their order. The other
  /// members have all kept the sum that all had.
  private boolean split(int[] symbols, int start, int end) {
    int c = classes[symbols[start]];
    int keptSize = ends[c] - starts[c] - (end - start);
    int keptStart = end; // of the part that stays; at the end, the members that were not touched
    for (int i = start; i < end; i = endOfPart(symbols, i, end)) {
      int size = endOfPart(symbols, i, end) - i;
      if (size > keptSize) {
        keptSize = size;
        keptStart = i;
      }
    }
    for (int i = start; i < end; ) {
      int partEnd = endOfPart(symbols, i, end);
      if (i != keptStart) {
        for (int j = i; j < partEnd; j++) {
          moveTo(symbols[j], ends[c] - 1 - (j - i));
        }
        splitOff(c, partEnd - i, sums[symbols[i]]);
        if (!isBalanced(classCount - 1)) {
          return false;
        }
      }
      i = partEnd;
    }
    return true;
  }

  private int endOfPart(int[] symbols, int start, int end) {
    int i = start;
    while (i < end && sums[symbols[i]] == sums[symbols[start]]) {
      i++;
    }
    return i;
  }

  /// Swaps a symbol with the one at `place`.
  private void moveTo(int symbol, int place) {
    int other = members[place];
    members[places[symbol]] = other;
    places[other] = places[symbol];
    members[place] = symbol;
    places[symbol] = place;
  }

  /// Makes a class of the last `count` members of class `c`, of a colour that no other class has:
  /// classes are split in an order that does not depend on names, so their numbers do not either.
  private void splitOff(int c, int count, long reason) {
    int part = classCount++;
    parents[part] = c;
    ends[part] = ends[c];
    ends[c] -= count;
    starts[part] = ends[c];
    colours[part] = ContentHash.combine(ContentHash.combine(colours[c], reason), part);
    for (int i = starts[part]; i < ends[part]; i++) {
      classes[members[i]] = part;
      recoloured[recolouredCount++] = members[i];
    }
  }

  private boolean isBalanced(int c) {
    if (firstOfSecond == members.length) {
      return true; // there is one formula only
    }
    int surplus = 0;
    for (int i = starts[c]; i < ends[c]; i++) {
      surplus += members[i] < firstOfSecond ? 1 : -1;
    }
    return surplus == 0;
  }

  // ---------------------------------------------------------------- results

  long colour(int symbol) {
    return colours[classes[symbol]];
  }

  boolean haveSameColour(int symbol, int other) {
    return classes[symbol] == classes[other];
  }

  /// The first class, from `start` on, that has more than a symbol of each formula, or -1.
  int ambiguousClass(int start) {
    for (int c = start; c < classCount; c++) {
      if (ends[c] - starts[c] > 2) {
        return c;
      }
    }
    return -1;
  }

  /// A symbol of the first formula in a class.
  int firstMember(int c) {
    return lastInClass(c, true);
  }

  /// A symbol of the second formula in a class.
  int secondMember(int c) {
    return lastInClass(c, false);
  }

  private int lastInClass(int c, boolean first) {
    int i = ends[c] - 1;
    while (members[i] < firstOfSecond != first) {
      i--;
    }
    return members[i];
  }

  /// All symbols of the second formula in a class.
  int[] secondMembers(int c) {
    return IntStream.range(starts[c], ends[c])
        .map(i -> members[i])
        .filter(symbol -> symbol >= firstOfSecond)
        .toArray();
  }

  /// Hashes all clauses under the present colours, statements of nested formulas included.
  void rehashStatements() {
    for (Clause clause : clauses) {
      hash(clause.statement);
    }
  }

  /// A hash of everything, under a colouring that no step would refine.
  long hash() {
    long sum = 0;
    for (Clause clause : clauses) {
      sum += ContentHash.mix(clause.statement.hash);
    }
    long symbolSum = 0;
    for (int symbol = 0; symbol < members.length; symbol++) {
      symbolSum += ContentHash.mix(ContentHash.combine(colour(symbol), sums[symbol]));
    }
    long hash = ContentHash.combine(ContentHash.combine(NESTED, clauses.size()), sum);
    return ContentHash.combine(hash, symbolSum);
  }

  /// More work than [#startSearch] allowed.
  static final class WorkExceededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WorkExceededException() {
      super("", null, false, false);
    }
  }
}
