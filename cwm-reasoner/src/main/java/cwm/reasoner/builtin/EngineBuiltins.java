package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LOG;

import java.util.List;

/// What people are told of the builtins that only the engine computes, since they run patterns, or
/// look at what these leave unbound.
///
/// They have no [BuiltinDefinition]; `cwm.reasoner.rule.ScopedBuiltins` says which there are, and a
/// test that each of them is described here. An example needs nothing but its own statement to
/// hold.
///
/// `log:query` is among them though nobody computes it: whoever prints what a run has found reads
/// what inputs state by it, as rules.
final class EngineBuiltins {
  private static final String SCOPES = "scopes are as in log:collectAllIn";
  private static final String UNBOUND =
      "a variable without a value stays a variable where a head mentions it, finds nothing, and is"
          + " told by log:bound";

  static final List<Description> ALL =
      List.of(
          LOG.describe("bound", "+ ?", "term; anything")
              .from("EYE")
              .showing(":a log:bound true")
              .remark(
                  "the term has a value: it is no variable that log:callWithOptional or"
                      + " log:ifThenElseIn left without one. What nothing in the body could bind"
                      + " has none"),
          LOG.describe(
                  "callWithCut",
                  "+ ?",
                  "formula, whose first solution over the store counts; anything")
              .from("EYE")
              .showing("{ ?x list:in (1 2) } log:callWithCut true")
              .remark(
                  "first in the order of log:collectAllIn; variables that other statements of the"
                      + " body bind have their values before"),
          LOG.describe(
                  "callWithOptional",
                  "+ ?",
                  "formula, each of whose solutions over the store counts, and if there is none,"
                      + " that there is none; anything")
              .from("EYE")
              .showing("{ :a :b ?x } log:callWithOptional true")
              .remark(
                  "variables that other statements of the body bind have their values before; "
                      + UNBOUND),
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
              .remark(SCOPES),
          LOG.describe(
                  "ifThenElseIn",
                  "(+ + +) ?",
                  "three formulas: the solutions of the second count that go with the first"
                      + " solution of the first, or if that has none, those of the third; scope")
              .from("EYE")
              .showing(
                  "({ ?x list:in (1 2) } { ?x math:lessThan 2 } { 1 math:lessThan 0 })"
                      + " log:ifThenElseIn _:scope")
              .remark(SCOPES + "; the first solution is as in log:callWithCut; " + UNBOUND),
          LOG.describe("query", "+ +", "formula, the body of a rule; formula, its head")
              .from("EYE")
              .showing("{ ?x list:in (1 2) } log:query { :it :has ?x }")
              .remark(
                  "no test: where inputs state it, the run prints in the end what these rules"
                      + " conclude in place of the store, as with `--filter`. With `--filter`,"
                      + " `--query` or `--strings` it is data, and in a body it matches what is"
                      + " stated"));

  private EngineBuiltins() {}
}
