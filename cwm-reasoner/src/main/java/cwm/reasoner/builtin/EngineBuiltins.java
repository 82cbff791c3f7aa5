package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import java.util.List;

/// What people are told of the builtins that only the engine computes, since they run patterns.
///
/// They have no [BuiltinDefinition]; `cwm.reasoner.rule.ScopedBuiltins` says which there are, and a
/// test that each of them is described here. An example needs nothing but its own statement to
/// hold.
final class EngineBuiltins {
  static final List<Description> ALL =
      List.of(
          LOG.describe(
                  "collectAllIn",
                  "(? + ?) ?",
                  "term, formula, and the list of the term's instances, one for each solution;"
                      + " scope")
              .from("W3C §4.5.1")
              .showing("(?x { ?x list:in (1 2) } (1 2)) log:collectAllIn _:scope")
              .remark(
                  "the scope is the store if it is a variable or blank node of its own; a formula"
                      + " otherwise"),
          LOG.describe(
                  "forAllIn",
                  "(+ +) ?",
                  "two formulas, of which the second holds whenever the first does; scope")
              .from("W3C §4.5.7")
              .showing("({ ?x list:in (1 2) } { ?x math:lessThan 3 }) log:forAllIn _:scope")
              .remark("scopes are as in log:collectAllIn"));

  private EngineBuiltins() {}
}
