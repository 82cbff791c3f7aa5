package cwm.reasoner.builtin;

import static java.util.stream.Collectors.joining;

import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import java.util.List;

/// A vocabulary of builtins, and the making of its definitions.
///
/// @param prefix what stands before the colon of short names
/// @param iri what local names are appended to
public record Namespace(String prefix, String iri) {
  static final Namespace MATH = swap("math");
  static final Namespace STRING = swap("string");
  static final Namespace LIST = swap("list");
  static final Namespace LOG = new Namespace("log", Log.NAMESPACE);
  static final Namespace TIME = swap("time");
  static final Namespace CRYPTO = swap("crypto");
  static final Namespace GRAPH = swap("graph");
  static final Namespace OS = swap("os");
  static final Namespace RDF = new Namespace("rdf", Rdf.NAMESPACE);

  /// A definition that is called when both operands are bound.
  ///
  /// @param summary what subject and object are, with `; ` between them
  public BuiltinDefinition test(String localName, String summary, Builtin builtin) {
    return define(localName, List.of(Mode.TEST), summary, builtin);
  }

  /// A definition of what has at most one object for a subject, or finitely many.
  public BuiltinDefinition function(String localName, String summary, Builtin builtin) {
    return define(localName, List.of(Mode.FORWARD), summary, builtin);
  }

  /// A definition of what can be computed either way round.
  public BuiltinDefinition invertible(String localName, String summary, Builtin builtin) {
    return define(localName, List.of(Mode.FORWARD, Mode.BACKWARD), summary, builtin);
  }

  /// A definition of what can be called in any of `modes`.
  public BuiltinDefinition define(
      String localName, List<Mode> modes, String summary, Builtin builtin) {
    String notation = modes.stream().map(Mode::toString).collect(joining(", "));
    return new BuiltinDefinition(
        describe(localName, notation, summary), modes, Purity.PURE, true, modes.size(), builtin);
  }

  /// The description of a builtin that is yet to be said where it is from.
  Description describe(String localName, String modes, String summary) {
    return new Description(prefix + ":" + localName, iri + localName, modes, "", summary, "", "");
  }

  private static Namespace swap(String name) {
    return new Namespace(name, "http://www.w3.org/2000/10/swap/" + name + "#");
  }
}
