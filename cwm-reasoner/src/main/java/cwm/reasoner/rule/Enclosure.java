package cwm.reasoner.rule;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.Optional;
import java.util.Set;

/// A conjunction and those that it is nested in, as far as they mention variables.
///
/// @param formula the body, or quoted pattern
/// @param given variables that have values before
/// @param outer what is around it
/// @param through the statement of the outer formula that quotes it
record Enclosure(
    Formula formula, Set<Term> given, Optional<Enclosure> outer, Optional<Triple> through) {
  Enclosure {
    given = Set.copyOf(given);
  }

  /// A body.
  static Enclosure of(Formula body) {
    return of(body, Set.of());
  }

  /// A body of which these variables have values before.
  static Enclosure of(Formula body, Set<Term> given) {
    return new Enclosure(body, given, Optional.empty(), Optional.empty());
  }

  /// A pattern that a statement of this formula quotes.
  Enclosure inside(Formula quoted, Triple statement) {
    return new Enclosure(quoted, Set.of(), Optional.of(this), Optional.of(statement));
  }

  /// Whether a statement, other than one of this formula, mentions a symbol for more than the scope
  /// of a test, or an object that says nothing: one `_:x` may stand for the store in several of
  /// these.
  boolean mentions(Term symbol, Triple except) {
    boolean isMentioned =
        formula.statements().stream()
            .filter(other -> !other.equals(except))
            .filter(other -> !isScopeOf(symbol, other))
            .anyMatch(other -> holds(other, symbol));
    return isMentioned
        || given.contains(symbol)
        || outer.map(enclosure -> enclosure.mentions(symbol, through.orElseThrow())).orElse(false);
  }

  private static boolean isScopeOf(Term term, Triple statement) {
    boolean isObject = statement.object().equals(term) && !holds(statement.subject(), term);
    return ScopedBuiltins.kind(statement.predicate())
        .map(
            kind ->
                switch (kind) {
                  case INCLUDES, NOT_INCLUDES ->
                      statement.subject().equals(term) && !holds(statement.object(), term);
                  case COLLECT, FOR_ALL, IF_THEN_ELSE, FIRST, OPTIONAL -> isObject;
                })
        .orElse(ScopedBuiltins.isBound(statement.predicate()) && isObject);
  }

  private static boolean holds(Triple statement, Term symbol) {
    return holds(statement.subject(), symbol)
        || holds(statement.predicate(), symbol)
        || holds(statement.object(), symbol);
  }

  /// Whether a term holds a symbol that no formula in it binds.
  static boolean holds(Term term, Term symbol) {
    return switch (term) {
      case Iri _, Literal _ -> false;
      case BlankNode _, Variable _ -> term.equals(symbol);
      case ListTerm(var items) -> items.stream().anyMatch(item -> holds(item, symbol));
      case TripleTerm(var triple) -> holds(triple, symbol);
      case Formula formula -> formula.freeSymbols().contains(symbol);
    };
  }
}
