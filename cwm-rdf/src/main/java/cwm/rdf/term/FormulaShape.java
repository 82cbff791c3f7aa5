package cwm.rdf.term;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Formulas taken apart into what has a fixed hash and the symbols that have none.
///
/// Every symbol that a formula binds, or that a formula nested in it binds, has a number of its
/// own, so that names and scopes no longer matter. Formulas that go into one shape share its
/// numbers.
final class FormulaShape {

  /// How deep a formula may nest to count as a constant. Constants are compared by comparisons of
  /// their own, and a thousand of those within one another would take too much stack.
  private static final int CONSTANT_DEPTH_MAX = 100;

  /// A term within a formula.
  sealed interface Node {}

  /// A term that mentions no numbered symbol.
  record Constant(Term term, long hash) implements Node {}

  record Symbol(int number) implements Node {}

  /// A list or a triple term.
  record Sequence(long kind, List<Node> parts) implements Node {}

  /// A formula that mentions a symbol of a formula around it, or nests too deep for a constant.
  record Nested(List<Statement> statements) implements Node {}

  /// A statement, with its hash under the latest colours.
  static final class Statement {
    final Node subject;
    final Node predicate;
    final Node object;
    long hash;

    Statement(Node subject, Node predicate, Node object) {
      this.subject = subject;
      this.predicate = predicate;
      this.object = object;
    }
  }

  /// A statement that is no part of another, the symbols it mentions at any depth, each once, and
  /// what it says of each of them.
  static final class Clause {
    final Statement statement;
    final int[] symbols;
    long[] shares;

    Clause(Statement statement, int[] symbols) {
      this.statement = statement;
      this.symbols = symbols;
      this.shares = new long[symbols.length];
    }
  }

  /// What is bound where a term stands.
  private record Scope(Map<Term, Integer> numbers, int level, @Nullable Scope outer) {
    int find(Term symbol) {
      for (Scope scope = this; scope != null; scope = scope.outer) {
        Integer number = scope.numbers.get(symbol);
        if (number != null) {
          return number;
        }
      }
      return -1;
    }

    boolean bindsNothing() {
      return numbers.isEmpty() && (outer == null || outer.bindsNothing());
    }

    boolean bindsAny(Set<Term> symbols) {
      for (Term symbol : symbols) {
        if (find(symbol) >= 0) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Clause> clauses = new ArrayList<>();
  private final List<Long> initialColours = new ArrayList<>();
  private final Set<Integer> mentioned = new LinkedHashSet<>(); // in the clause being made

  /// Adds the statements of a formula and returns the numbers of what it binds.
  Map<Term, Integer> add(Formula formula) {
    Scope scope = scope(formula, null);
    for (Triple triple : formula.statements()) {
      mentioned.clear();
      Statement statement = statement(triple, scope);
      clauses.add(new Clause(statement, mentioned.stream().mapToInt(Integer::intValue).toArray()));
    }
    return scope.numbers;
  }

  /// The statements of all formulas, those of the first one first.
  List<Clause> clauses() {
    return clauses;
  }

  int symbolCount() {
    return initialColours.size();
  }

  /// What is known of a symbol before its statements are looked at: its kind and how deep the
  /// formula that binds it is nested.
  long initialColour(int symbol) {
    return initialColours.get(symbol);
  }

  private Scope scope(Formula formula, @Nullable Scope outer) {
    Map<Term, Integer> numbers = new HashMap<>();
    int level = outer == null ? 0 : outer.level + 1;
    for (Term symbol : formula.bound()) {
      numbers.put(symbol, initialColours.size());
      long kind = symbol instanceof BlankNode ? ContentHash.BLANK_NODE : ContentHash.VARIABLE;
      initialColours.add(ContentHash.combine(ContentHash.start(kind), level));
    }
    return new Scope(numbers, level, outer);
  }

  private Statement statement(Triple triple, Scope scope) {
    return new Statement(
        node(triple.subject(), scope),
        node(triple.predicate(), scope),
        node(triple.object(), scope));
  }

  private Node node(Term term, Scope scope) {
    if (scope.bindsNothing() && term.depth() <= CONSTANT_DEPTH_MAX) {
      return constant(term);
    }
    return switch (term) {
      case Iri _, Literal _ -> constant(term);
      case BlankNode _, Variable _ -> symbol(term, scope);
      case ListTerm(var items) -> sequence(term, ContentHash.LIST, items, scope);
      case TripleTerm(Triple(Term subject, Term predicate, Term object)) ->
          sequence(term, ContentHash.TRIPLE, List.of(subject, predicate, object), scope);
      case Formula formula -> formula(formula, scope);
    };
  }

  private static Constant constant(Term term) {
    return new Constant(term, term.contentHash());
  }

  private Node symbol(Term symbol, Scope scope) {
    int number = scope.find(symbol);
    if (number < 0) {
      return constant(symbol);
    }
    mentioned.add(number);
    return new Symbol(number);
  }

  private Node sequence(Term term, long kind, List<Term> items, Scope scope) {
    List<Node> parts = new ArrayList<>(items.size());
    boolean isConstant = true;
    for (Term item : items) {
      Node part = node(item, scope);
      isConstant &= part instanceof Constant;
      parts.add(part);
    }
    return isConstant ? constant(term) : new Sequence(kind, parts);
  }

  private Node formula(Formula formula, Scope outer) {
    if (formula.depth() <= CONSTANT_DEPTH_MAX && !outer.bindsAny(formula.freeSymbols())) {
      return constant(formula);
    }
    Scope scope = scope(formula, outer);
    List<Statement> statements = new ArrayList<>(formula.statements().size());
    for (Triple triple : formula.statements()) {
      statements.add(statement(triple, scope));
    }
    return new Nested(statements);
  }
}
