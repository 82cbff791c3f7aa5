package cwm.reasoner.rule;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A statement of a body that asks for solutions of quoted patterns in a scope, taken apart.
///
/// @param kind what it asks of the solutions
/// @param scope the scope's term; empty for the store
/// @param patterns the quoted patterns, one or (for [BodyPart.Kind#FOR_ALL]) two or (for
///   [BodyPart.Kind#IF_THEN_ELSE]) three
/// @param template for [BodyPart.Kind#COLLECT], what is collected
/// @param result for [BodyPart.Kind#COLLECT], what the list of it must be
record ScopedStatement(
    BodyPart.Kind kind,
    Optional<Term> scope,
    List<Formula> patterns,
    Optional<Term> template,
    Optional<Term> result) {
  private static final Literal TRUE = Literal.of(true);

  ScopedStatement {
    patterns = List.copyOf(patterns);
  }

  /// Takes a statement apart; empty if it asks nothing of this kind.
  ///
  /// @param around the body, or quoted pattern, that it is part of
  /// @param isVariable whether a symbol is a variable of the rule
  static Optional<ScopedStatement> of(
      Triple statement, Enclosure around, Predicate<Term> isVariable) {
    return ScopedBuiltins.kind(statement.predicate())
        .flatMap(kind -> of(kind, statement, around, isVariable));
  }

  private static Optional<ScopedStatement> of(
      BodyPart.Kind kind, Triple statement, Enclosure around, Predicate<Term> isVariable) {
    Optional<Term> scope = scope(kind, statement, around, isVariable);
    return switch (kind) {
      case INCLUDES, NOT_INCLUDES -> of(kind, scope, List.of(statement.object()));
      case FIRST, OPTIONAL -> of(kind, scope, List.of(statement.subject()));
      case FOR_ALL -> items(statement, 2).flatMap(items -> of(kind, scope, items));
      case IF_THEN_ELSE -> items(statement, 3).flatMap(items -> of(kind, scope, items));
      case COLLECT ->
          items(statement, 3)
              .flatMap(
                  items ->
                      quoted(items.get(1))
                          .map(
                              pattern ->
                                  new ScopedStatement(
                                      kind,
                                      scope,
                                      List.of(pattern),
                                      Optional.of(items.get(0)),
                                      Optional.of(items.get(2)))));
    };
  }

  private static Optional<ScopedStatement> of(
      BodyPart.Kind kind, Optional<Term> scope, List<Term> terms) {
    List<Formula> patterns = terms.stream().flatMap(term -> quoted(term).stream()).toList();
    return patterns.size() == terms.size()
        ? Optional.of(
            new ScopedStatement(kind, scope, patterns, Optional.empty(), Optional.empty()))
        : Optional.empty();
  }

  private static Optional<List<Term>> items(Triple statement, int count) {
    return statement.subject() instanceof ListTerm(var items) && items.size() == count
        ? Optional.of(items)
        : Optional.empty();
  }

  /// Whether it is asked of the store, which must be complete then.
  boolean readsStore() {
    return scope.isEmpty();
  }

  /// Whether builtins in its patterns are computed; in a formula `log:includes` looks their
  /// statements up.
  boolean evaluatesBuiltins() {
    return switch (kind) {
      case INCLUDES, NOT_INCLUDES -> readsStore();
      case COLLECT, FOR_ALL, FIRST, OPTIONAL, IF_THEN_ELSE -> true;
    };
  }

  /// The variables that solutions give values.
  Set<Term> binds() {
    return switch (kind) {
      case INCLUDES, FIRST, OPTIONAL, IF_THEN_ELSE -> {
        Set<Term> variables = new LinkedHashSet<>();
        patterns.forEach(pattern -> variables.addAll(pattern.freeVariables()));
        yield variables;
      }
      case COLLECT -> Variables.of(result.orElseThrow());
      case NOT_INCLUDES, FOR_ALL -> Set.of();
    };
  }

  /// Whether which solutions it passes on depends on the variables that have values before, so that
  /// with fewer it may pass on others, and not just more.
  boolean chooses() {
    return switch (kind) {
      case FIRST, OPTIONAL, IF_THEN_ELSE -> true;
      case INCLUDES, NOT_INCLUDES, COLLECT, FOR_ALL -> false;
    };
  }

  /// The variables of patterns and template that it does not bind itself; all of them, if it
  /// chooses among solutions.
  Set<Term> needs() {
    Set<Term> needed = new LinkedHashSet<>(mentions());
    if (!chooses()) {
      needed.removeAll(binds());
    }
    return needed;
  }

  /// The variables of patterns and template.
  Set<Term> mentions() {
    Set<Term> variables = new LinkedHashSet<>();
    patterns.forEach(pattern -> variables.addAll(pattern.freeVariables()));
    template.ifPresent(term -> variables.addAll(Variables.of(term)));
    return variables;
  }

  /// The statement with other patterns.
  Triple withPatterns(List<Formula> others, Triple statement) {
    return switch (kind) {
      case INCLUDES, NOT_INCLUDES ->
          new Triple(statement.subject(), statement.predicate(), others.getFirst());
      case FIRST, OPTIONAL ->
          new Triple(others.getFirst(), statement.predicate(), statement.object());
      case COLLECT ->
          new Triple(
              new ListTerm(
                  List.of(template.orElseThrow(), others.getFirst(), result.orElseThrow())),
              statement.predicate(),
              statement.object());
      case FOR_ALL, IF_THEN_ELSE ->
          new Triple(new ListTerm(List.copyOf(others)), statement.predicate(), statement.object());
    };
  }

  private static Optional<Term> scope(
      BodyPart.Kind kind, Triple statement, Enclosure around, Predicate<Term> isVariable) {
    return switch (kind) {
      case INCLUDES, NOT_INCLUDES -> scope(statement.subject(), around, statement, isVariable);
      case COLLECT, FOR_ALL, IF_THEN_ELSE ->
          scope(statement.object(), around, statement, isVariable);
      case FIRST, OPTIONAL -> Optional.empty();
    };
  }

  private static Optional<Formula> quoted(Term term) {
    if (term.equals(TRUE)) {
      return Optional.of(Formula.EMPTY);
    }
    return term instanceof Formula formula ? Optional.of(formula) : Optional.empty();
  }

  /// The scope that a term names: empty, and thereby the store, for a variable that nothing else
  /// mentions.
  private static Optional<Term> scope(
      Term term, Enclosure around, Triple statement, Predicate<Term> isVariable) {
    if (term instanceof Literal literal && literal.datatype().equals(Xsd.INTEGER)) {
      return Optional.empty(); // as EYE's programs say it
    }
    boolean isOpen = term instanceof Variable || term instanceof BlankNode;
    if (isOpen && isVariable.test(term) && !around.mentions(term, statement)) {
      return Optional.empty();
    }
    return Optional.of(term.equals(TRUE) ? Formula.EMPTY : term);
  }
}
