package cwm.rdf.term;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.FormulaIdentity.Comparison;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Renaming;
import cwm.rdf.testing.Shrinker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FormulaIdentityTest {
  private static final Iri A = new Iri("urn:x:a");
  private static final Iri P = new Iri("urn:x:p");
  private static final Iri Q = new Iri("urn:x:q");
  private static final Variable X = new Variable("x");
  private static final Variable Y = new Variable("y");

  // Steps between pairs of numbers modulo 4.
  private static final int[][] ROOK = {{0, 1}, {0, 2}, {0, 3}, {1, 0}, {2, 0}, {3, 0}};
  private static final int[][] SHRIKHANDE = {{0, 1}, {0, 3}, {1, 0}, {3, 0}, {1, 1}, {3, 3}};

  // ---------------------------------------------------------------- equal

  @RandomSeeds(500)
  void neitherNamesNorOrderMatter(long seed) {
    var renaming = new Renaming(new RandomSource(seed));
    Shrinker.verify(
        RandomGraphs.n3(seed),
        statements -> {
          Formula formula = closed(statements);
          assertEqual(formula, renaming.copy(formula));
        });
  }

  @RandomSeeds(500)
  void equalityIsWhatTryingAllRenamingsFinds(long seed) {
    var random = new RandomSource(seed);
    List<Triple> statements = smallGraph(random);
    Formula formula = closed(statements);
    Formula other = closed(random.oneIn(2) ? smallGraph(random) : oneChanged(statements, random));
    Formula copy = new Renaming(random).copy(other);
    assertThat(formula.equals(copy)).isEqualTo(equalByTryingAll(formula, other));
  }

  @Test
  void equalStatementsCountOnce() {
    Triple statement = new Triple(A, P, formula(List.of(new Triple(blank(1), P, A)), blank(1)));
    Triple renamed = new Triple(A, P, formula(List.of(new Triple(blank(2), P, A)), blank(2)));
    assertThat(formula(List.of(statement, renamed)).statements()).hasSize(1);
    assertEqual(formula(List.of(statement, renamed)), formula(List.of(renamed)));
  }

  @Test
  void whatIsBoundButNotMentionedDoesNotCount() {
    assertEqual(formula(List.of(new Triple(A, P, A)), X), formula(List.of(new Triple(A, P, A))));
  }

  @Test
  void symbolsThatNothingTellsApartArePairedInAnyNumber() {
    assertEqual(twins(2_000, 0), twins(2_000, 10_000));
  }

  @Test
  void aLongChainOfBlankNodesEqualsItsCopy() {
    assertEqual(chain(10_000, 0), chain(10_000, 20_000));
  }

  @Test
  void aLargeFormulaWithFewSymbolsEqualsItsCopy() {
    List<Triple> statements = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      statements.add(new Triple(new Iri("urn:x:" + i), P, i % 100 == 0 ? X : Literal.of(i)));
    }
    Formula formula = formula(statements, X);
    assertEqual(formula, new Renaming(new RandomSource(1)).copy(formula));
  }

  @Test
  void variablesBoundAtEachOfManyLevelsDoNotMultiplyTheWork() {
    assertEqual(nested(200, "x"), nested(200, "y"));
  }

  @Test
  void formulasThatNestDeeplyAreComparedOnAnyThread() {
    assertEqual(closedAtEachLevel(800, "x"), closedAtEachLevel(800, "y"));
  }

  private static Formula closedAtEachLevel(int depth, String name) {
    Variable variable = new Variable(name);
    Formula formula = formula(List.of(new Triple(variable, P, A)), variable);
    while (formula.depth() < depth) {
      formula = formula(List.of(new Triple(variable, P, formula)), variable);
    }
    return formula;
  }

  // ---------------------------------------------------------------- unequal

  @Test
  void twoTrianglesAreNoHexagon() {
    Formula triangles = graph(6, new int[][] {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}});
    Formula hexagon = graph(6, new int[][] {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}});
    assertDifferent(triangles, hexagon);
    assertEqual(hexagon, new Renaming(new RandomSource(1)).copy(hexagon));
  }

  @Test
  void theRooksGraphIsNotTheShrikhandeGraph() {
    // Both are strongly regular with parameters (16, 6, 2, 2), so refinement sees no difference.
    Formula rook = cayleyGraphs(ROOK);
    Formula shrikhande = cayleyGraphs(SHRIKHANDE);
    assertThat(rook.contentHash()).isEqualTo(shrikhande.contentHash());
    assertDifferent(rook, shrikhande);
    assertEqual(rook, new Renaming(new RandomSource(2)).copy(rook));
    assertEqual(shrikhande, new Renaming(new RandomSource(3)).copy(shrikhande));
  }

  @Test
  void twoLoopsAreNoCircle() {
    Formula loops = graph(2, new int[][] {{0, 0}, {1, 1}});
    Formula circle = graph(2, new int[][] {{0, 1}, {1, 0}});
    assertDifferent(loops, circle);
  }

  @Test
  void variablesThatSiblingFormulasShareKeepTheirPlaces() {
    Formula body = formula(List.of(new Triple(X, P, Y)));
    Formula sameHead = formula(List.of(new Triple(X, Q, Y)));
    Formula swappedHead = formula(List.of(new Triple(Y, Q, X)));
    assertDifferent(
        formula(List.of(new Triple(body, Log.IMPLIES, sameHead)), X, Y),
        formula(List.of(new Triple(body, Log.IMPLIES, swappedHead)), X, Y));
    assertEqual(
        formula(List.of(new Triple(body, Log.IMPLIES, sameHead)), X, Y),
        formula(
            List.of(new Triple(formula(List.of(new Triple(Y, P, X))), Log.IMPLIES, swappedHead)),
            X,
            Y));
  }

  @Test
  void aBlankNodeOfANestedFormulaIsNotTheOuterOneOfTheSameName() {
    Triple inner = new Triple(blank(1), P, A);
    Formula ownNode = formula(List.of(inner), blank(1));
    Formula outerNode = formula(List.of(inner));
    assertDifferent(ownNode, outerNode);
    assertDifferent(
        formula(List.of(new Triple(blank(1), P, ownNode)), blank(1)),
        formula(List.of(new Triple(blank(1), P, outerNode)), blank(1)));
  }

  @Test
  void aBoundVariableIsNotTheFreeOneOfTheSameName() {
    List<Triple> statements = List.of(new Triple(X, P, A));
    assertDifferent(formula(statements, X), formula(statements));
    assertDifferent(formula(statements), formula(List.of(new Triple(Y, P, A))));
  }

  @Test
  void aBoundVariableIsNoBoundBlankNode() {
    assertDifferent(
        formula(List.of(new Triple(X, P, A)), X),
        formula(List.of(new Triple(blank(1), P, A)), blank(1)));
  }

  @Test
  void anInnerBindingShadowsTheOuterOne() {
    Formula shadowing = formula(List.of(new Triple(X, P, X)), X);
    assertEqual(
        formula(List.of(new Triple(X, P, shadowing)), X),
        formula(List.of(new Triple(Y, P, shadowing)), Y));
    assertDifferent(
        formula(List.of(new Triple(X, P, shadowing)), X),
        formula(List.of(new Triple(X, P, formula(List.of(new Triple(X, P, X))))), X));
  }

  @Test
  void whichFormulaBindsASymbolMatters() {
    Formula inner = formula(List.of(new Triple(A, P, blank(1))), blank(1));
    Formula open = formula(List.of(new Triple(A, P, blank(1))));
    assertDifferent(
        formula(List.of(new Triple(A, Q, inner), new Triple(A, P, inner))),
        formula(List.of(new Triple(A, Q, open), new Triple(A, P, open)), blank(1)));
  }

  @Test
  void placeInAListMatters() {
    assertDifferent(
        formula(List.of(new Triple(ListTerm.of(X, Y), P, X)), X, Y),
        formula(List.of(new Triple(ListTerm.of(X, Y), P, Y)), X, Y));
  }

  // ---------------------------------------------------------------- bounds

  @Test
  void aHostilePairIsGivenUpOn() {
    // Only a search tells the two graphs apart, and of many copies it has to try all pairings.
    Formula rooks = cayleyGraphs(ROOK, ROOK, ROOK, ROOK, ROOK, ROOK);
    Formula oneDifferent = cayleyGraphs(ROOK, ROOK, ROOK, ROOK, ROOK, SHRIKHANDE);
    assertThat(rooks.contentHash()).isEqualTo(oneDifferent.contentHash());
    assertThat(FormulaIdentity.compare(rooks, oneDifferent)).isEqualTo(Comparison.UNDECIDED);
    assertThat(rooks).isNotEqualTo(oneDifferent);
    var dictionary = new TermDictionary();
    assertThat(dictionary.intern(rooks)).isNotEqualTo(dictionary.intern(oneDifferent));
    assertThat(dictionary.undecidedFormulaCount()).isPositive();
  }

  @Test
  void canonicalOrderDependsOnNeitherNamesNorOrder() {
    List<Triple> statements =
        List.of(
            new Triple(blank(1), P, Literal.of(1)),
            new Triple(blank(2), P, Literal.of(2)),
            new Triple(X, Q, blank(2)));
    List<Triple> renamed =
        List.of(
            new Triple(Y, Q, blank(8)),
            new Triple(blank(8), P, Literal.of(2)),
            new Triple(blank(9), P, Literal.of(1)));
    List<Term> order = FormulaIdentity.canonicalOrder(formula(statements, blank(1), blank(2), X));
    List<Term> renamedOrder =
        FormulaIdentity.canonicalOrder(formula(renamed, Y, blank(8), blank(9)));
    Map<Term, Term> names = Map.of(blank(1), blank(9), blank(2), blank(8), X, Y);
    assertThat(renamedOrder).isEqualTo(order.stream().map(names::get).toList());
  }

  // ---------------------------------------------------------------- makers

  private static void assertEqual(Formula a, Formula b) {
    assertThat(FormulaIdentity.compare(a, b)).isEqualTo(Comparison.EQUAL);
    assertThat(FormulaIdentity.compare(b, a)).isEqualTo(Comparison.EQUAL);
    assertThat(a.contentHash()).isEqualTo(b.contentHash());
  }

  private static void assertDifferent(Formula a, Formula b) {
    assertThat(FormulaIdentity.compare(a, b)).isEqualTo(Comparison.DIFFERENT);
    assertThat(FormulaIdentity.compare(b, a)).isEqualTo(Comparison.DIFFERENT);
  }

  private static BlankNode blank(long number) {
    return BlankNode.of(number);
  }

  private static Formula formula(Collection<Triple> statements, Term... bound) {
    return Formula.of(statements, List.of(bound));
  }

  /// A formula that binds whatever is free in the statements.
  private static Formula closed(List<Triple> statements) {
    return Formula.of(statements, Formula.of(statements, Set.of()).freeSymbols());
  }

  /// Blank nodes with edges between them.
  private static Formula graph(int nodeCount, int[][] edges) {
    List<Triple> statements = new ArrayList<>();
    for (int[] edge : edges) {
      statements.add(new Triple(blank(edge[0]), P, blank(edge[1])));
    }
    return Formula.of(statements, IntStream.range(0, nodeCount).mapToObj(i -> blank(i)).toList());
  }

  /// Cayley graphs of pairs of numbers modulo 4 beside one another, each given by its steps.
  private static Formula cayleyGraphs(int[][]... graphs) {
    List<int[]> edges = new ArrayList<>();
    for (int copy = 0; copy < graphs.length; copy++) {
      for (int node = 0; node < 16; node++) {
        for (int[] step : graphs[copy]) {
          int to = (node / 4 + step[0]) % 4 * 4 + (node + step[1]) % 4;
          edges.add(new int[] {16 * copy + node, 16 * copy + to});
        }
      }
    }
    return graph(16 * graphs.length, edges.toArray(int[][]::new));
  }

  private static Formula twins(int count, int firstName) {
    List<Triple> statements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      statements.add(new Triple(blank(firstName + i), P, A));
    }
    return closed(statements);
  }

  private static Formula chain(int length, int firstName) {
    List<Triple> statements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      statements.add(new Triple(blank(firstName + i), P, blank(firstName + i + 1)));
    }
    return closed(statements);
  }

  /// Formulas in one another, each of which binds a variable that the innermost one mentions.
  private static Formula nested(int depth, String name) {
    Variable outermost = new Variable(name + depth);
    Term inner = new Variable(name + 1);
    for (int i = 1; i <= depth; i++) {
      Variable variable = new Variable(name + i);
      inner =
          formula(List.of(new Triple(outermost, P, inner), new Triple(variable, Q, A)), variable);
    }
    return (Formula) inner;
  }

  private static List<Triple> smallGraph(RandomSource random) {
    return random.many(random.between(2, 5), () -> smallStatement(random));
  }

  private static Triple smallStatement(RandomSource random) {
    return new Triple(smallTerm(random), random.oneIn(4) ? Q : P, smallTerm(random));
  }

  private static Term smallTerm(RandomSource random) {
    return switch (random.below(10)) {
      case 0 -> A;
      case 1 -> Formula.of(List.of(smallStatement(random)), List.of(blank(random.below(3))));
      case 2 -> Formula.of(List.of(smallStatement(random)), List.of());
      case 3 -> ListTerm.of(blank(random.below(4)), blank(random.below(4)));
      default -> blank(random.below(4));
    };
  }

  private static List<Triple> oneChanged(List<Triple> statements, RandomSource random) {
    List<Triple> changed = new ArrayList<>(statements);
    changed.set(random.below(changed.size()), smallStatement(random));
    return changed;
  }

  /// Equality by definition: some renaming of the one formula's bound symbols to the other's makes
  /// the statements the same.
  private static boolean equalByTryingAll(Formula a, Formula b) {
    return a.bound().size() == b.bound().size()
        && a.statements().size() == b.statements().size()
        && someRenaming(
            a, b, new ArrayList<>(a.bound()), new ArrayList<>(b.bound()), new HashMap<>());
  }

  private static boolean someRenaming(
      Formula a, Formula b, List<Term> left, List<Term> names, Map<Term, Term> renaming) {
    if (left.isEmpty()) {
      var substitution = new Substitution(renaming);
      return a.statements().stream()
          .map(substitution::apply)
          .allMatch(renamed -> b.statements().stream().anyMatch(other -> same(renamed, other)));
    }
    Term symbol = left.removeFirst();
    boolean found = false;
    for (Term name : List.copyOf(names)) {
      if (!found && name.getClass() == symbol.getClass()) {
        names.remove(name);
        renaming.put(symbol, name);
        found = someRenaming(a, b, left, names, renaming);
        names.add(name);
      }
    }
    left.addFirst(symbol);
    return found;
  }

  private static boolean same(Triple a, Triple b) {
    return same(a.subject(), b.subject())
        && same(a.predicate(), b.predicate())
        && same(a.object(), b.object());
  }

  private static boolean same(Term a, Term b) {
    if (a instanceof Formula formula && b instanceof Formula other) {
      return equalByTryingAll(formula, other);
    }
    return a.equals(b);
  }
}
