package cwm.rdf.term;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private final List<Clause> clauses = new ArrayList<>();
  private final List<Long> initialColours = new ArrayList<>();
  private final Set<Integer> mentioned = new LinkedHashSet<>(); // in the clause being made

  // What is bound where the walk is, by the innermost formula that binds it; and how many formulas
  // it is in. One map and no chain of scopes: formulas nest by the thousand.
  private final Map<Term, Integer> numbers = new HashMap<>();
  private int level;

  /// Adds the statements of a formula and returns the numbers of what it binds.
  Map<Term, Integer> add(Formula formula) {
    Map<Term, Integer> hidden = enter(formula);
    Map<Term, Integer> bound = new HashMap<>(numbers);
    for (Triple triple : formula.statements()) {
      mentioned.clear();
      Statement statement = statement(triple);
      clauses.add(new Clause(statement, mentioned.stream().mapToInt(Integer::intValue).toArray()));
    }
    leave(formula, hidden);
    return bound;
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

  /// Gives numbers to what the formula binds.
  ///
  /// @return the numbers that this hides
  private Map<Term, Integer> enter(Formula formula) {
    Map<Term, Integer> hidden = Map.of();
    for (Term symbol : formula.bound()) {
      Integer outer = numbers.put(symbol, initialColours.size());
      if (outer != null) {
        hidden = hidden.isEmpty() ? new HashMap<>() : hidden;
        hidden.put(symbol, outer);
      }
      long kind = symbol instanceof BlankNode ? ContentHash.BLANK_NODE : ContentHash.VARIABLE;
      initialColours.add(ContentHash.combine(ContentHash.start(kind), level));
    }
    level++;
    return hidden;
  }

  private void leave(Formula formula, Map<Term, Integer> hidden) {
    level--;
    numbers.keySet().removeAll(formula.bound());
    numbers.putAll(hidden);
  }

  private boolean bindsAny(Set<Term> symbols) {
    for (Term symbol : symbols) {
      if (numbers.containsKey(symbol)) {
        return true;
      }
    }
    return false;
  }

  private Statement statement(Triple triple) {
    return new Statement(node(triple.subject()), node(triple.predicate()), node(triple.object()));
  }

  private Node node(Term term) {
    if (numbers.isEmpty() && term.depth() <= CONSTANT_DEPTH_MAX) {
      return constant(term);
    }
    return switch (term) {
      case Iri _, Literal _ -> constant(term);
      case BlankNode _, Variable _ -> symbol(term);
      case ListTerm(var items) -> sequence(term, ContentHash.LIST, items);
      case TripleTerm(Triple(Term subject, Term predicate, Term object)) ->
          sequence(term, ContentHash.TRIPLE, List.of(subject, predicate, object));
      case Formula formula -> formula(formula);
    };
  }

  private static Constant constant(Term term) {
    return new Constant(term, term.contentHash());
  }

  private Node symbol(Term symbol) {
    Integer number = numbers.get(symbol);
    if (number == null) {
      return constant(symbol);
    }
    mentioned.add(number);
    return new Symbol(number);
  }

  private Node sequence(Term term, long kind, List<Term> items) {
    List<Node> parts = new ArrayList<>(items.size());
    boolean isConstant = true;
    for (Term item : items) {
      Node part = node(item);
      isConstant &= part instanceof Constant;
      parts.add(part);
    }
    return isConstant ? constant(term) : new Sequence(kind, parts);
  }

  private Node formula(Formula formula) {
    if (formula.depth() <= CONSTANT_DEPTH_MAX && !bindsAny(formula.freeSymbols())) {
      return constant(formula);
    }
    Map<Term, Integer> hidden = enter(formula);
    List<Statement> statements = new ArrayList<>(formula.statements().size());
    for (Triple triple : formula.statements()) {
      statements.add(statement(triple));
    }
    leave(formula, hidden);
    return new Nested(statements);
  }
}
