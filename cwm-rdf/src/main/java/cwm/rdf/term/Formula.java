package cwm.rdf.term;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A quoted graph `{ ... }`: a set of statements and the symbols it binds.
///
/// The bound symbols are the blank nodes written inside the braces and the variables that an
/// `@forAll` inside them declares. Their names carry no meaning: two formulas are equal when a
/// renaming of the bound symbols turns the one set of statements into the other. All other blank
/// nodes and variables are free, that is, they belong to an enclosing scope and count as they are.
///
/// Equality is decided by [FormulaIdentity] within a bound on the work; past it the formulas count
/// as different.
public final class Formula implements Term {
  public static final Formula EMPTY = of(List.of(), Set.of());

  private final List<Triple> statements;
  private final Set<Term> bound;
  private final Set<Term> free;
  private final int depth;
  private final boolean ground;

  // Racy single-check caching: 0 means not yet computed, and computing twice gives the same value.
  private long contentHash;

  private Formula(List<Triple> statements, Set<Term> bound, Set<Term> free) {
    this.statements = statements;
    this.bound = Collections.unmodifiableSet(bound);
    this.free = Collections.unmodifiableSet(free);
    int deepest = 0;
    for (Triple statement : statements) {
      deepest = Math.max(deepest, statement.depth());
    }
    depth = deepest + 1;
    ground = free.stream().noneMatch(Variable.class::isInstance);
  }

  /// A formula of these statements, equal ones once, in the order given.
  ///
  /// @param bound blank nodes and variables that the formula binds; those it does not mention are
  ///   dropped
  public static Formula of(Collection<Triple> statements, Collection<? extends Term> bound) {
    for (Term symbol : bound) {
      if (!(symbol instanceof BlankNode || symbol instanceof Variable)) {
        throw new IllegalArgumentException("a formula cannot bind " + symbol);
      }
    }
    List<Triple> distinct = List.copyOf(new LinkedHashSet<>(statements));
    Set<Term> free = Symbols.freeIn(distinct);
    Set<Term> used = new LinkedHashSet<>();
    for (Term symbol : bound) {
      if (free.remove(symbol)) {
        used.add(symbol);
      }
    }
    return new Formula(distinct, used, free);
  }

  /// The statements, without duplicates, in the order they were given.
  public List<Triple> statements() {
    return statements;
  }

  /// The blank nodes and variables that this formula binds, each mentioned at least once.
  public Set<Term> bound() {
    return bound;
  }

  /// The variables and blank nodes that occur in this formula and belong to an enclosing scope, in
  /// order of their first mention.
  public Set<Term> freeSymbols() {
    return free;
  }

  /// The variables among [#freeSymbols()].
  public Set<Variable> freeVariables() {
    return freeOfType(Variable.class);
  }

  /// The blank nodes among [#freeSymbols()].
  public Set<BlankNode> freeBlankNodes() {
    return freeOfType(BlankNode.class);
  }

  private <T extends Term> Set<T> freeOfType(Class<T> type) {
    return freeSymbols().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public long contentHash() {
    long hash = contentHash;
    if (hash == 0) {
      hash = FormulaIdentity.hash(this);
      contentHash = hash;
    }
    return hash;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public boolean isGround() {
    return ground;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Formula that
        && FormulaIdentity.compare(this, that) == FormulaIdentity.Comparison.EQUAL;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(contentHash());
  }

  @Override
  public String toString() {
    return statements.stream().map(Triple::toString).collect(Collectors.joining(". ", "{", "}"));
  }
}
