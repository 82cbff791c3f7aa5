package cwm.reasoner.rule;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.builtin.BuiltinDefinition;
import cwm.reasoner.builtin.Namespace;

/// The statement by which one variable of a rewritten rule gives its value to another, and not the
/// other way round as with `log:equalTo`. What chooses among solutions binds the first, and so
/// cannot be asked about what the second is by then.
final class PassedOn {
  private static final Namespace WORKING = new Namespace("", FactStore.WORKING);
  private static final String NAME = "passedOn";
  private static final Iri PREDICATE = new Iri(FactStore.WORKING + NAME);

  private PassedOn() {}

  static Triple statement(Term from, Term to) {
    return new Triple(from, PREDICATE, to);
  }

  static boolean isOne(Triple statement) {
    return statement.predicate().equals(PREDICATE);
  }

  /// What computes such a statement. Without a value a variable holds itself, so the second one
  /// does then.
  static BuiltinDefinition builtin(Triple statement, TermDictionary dictionary) {
    int unbound = dictionary.intern(statement.object());
    return WORKING.function(
        NAME,
        "variable; another that gets its value",
        (operands, answers) -> {
          int value = operands.subject();
          boolean isUnbound = dictionary.kind(value) == TermKind.VARIABLE;
          answers.answer(value, isUnbound ? unbound : value);
        });
  }
}
