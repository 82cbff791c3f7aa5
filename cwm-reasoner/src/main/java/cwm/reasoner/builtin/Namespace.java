package cwm.reasoner.builtin;

import cwm.rdf.term.Rdf;
import java.util.List;

/// A vocabulary of builtins, and the making of its definitions.
record Namespace(String prefix, String iri) {
  static final Namespace MATH = swap("math");
  static final Namespace STRING = swap("string");
  static final Namespace LIST = swap("list");
  static final Namespace LOG = swap("log");
  static final Namespace TIME = swap("time");
  static final Namespace RDF = new Namespace("rdf", Rdf.NAMESPACE);

  /// A definition that is called when both operands are bound.
  BuiltinDefinition test(String localName, String summary, Builtin builtin) {
    return define(localName, List.of(Mode.TEST), summary, builtin);
  }

  /// A definition of what has at most one object for a subject, or finitely many.
  BuiltinDefinition function(String localName, String summary, Builtin builtin) {
    return define(localName, List.of(Mode.FORWARD), summary, builtin);
  }

  /// A definition of a function that depends on the run besides its subject.
  BuiltinDefinition functionPerJob(String localName, String summary, Builtin builtin) {
    return new BuiltinDefinition(
        prefix + ":" + localName,
        iri + localName,
        List.of(Mode.FORWARD),
        Purity.PER_JOB,
        summary,
        builtin);
  }

  /// A definition of what can be computed either way round.
  BuiltinDefinition invertible(String localName, String summary, Builtin builtin) {
    return define(localName, List.of(Mode.FORWARD, Mode.BACKWARD), summary, builtin);
  }

  BuiltinDefinition define(String localName, List<Mode> modes, String summary, Builtin builtin) {
    return new BuiltinDefinition(
        prefix + ":" + localName, iri + localName, modes, Purity.PURE, summary, builtin);
  }

  private static Namespace swap(String name) {
    return new Namespace(name, "http://www.w3.org/2000/10/swap/" + name + "#");
  }
}
