package cwm.reasoner.rule;

import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The builtins that run quoted patterns over a scope; the engine computes them, since it runs
/// patterns.
public final class ScopedBuiltins {
  private static final Map<String, BodyPart.Kind> KINDS =
      Map.of(
          Log.NAMESPACE + "includes", BodyPart.Kind.INCLUDES,
          Log.NAMESPACE + "notIncludes", BodyPart.Kind.NOT_INCLUDES,
          Log.NAMESPACE + "collectAllIn", BodyPart.Kind.COLLECT,
          Log.NAMESPACE + "forAllIn", BodyPart.Kind.FOR_ALL);

  private ScopedBuiltins() {}

  /// The predicates of all of them; the table of builtins describes each.
  public static Set<String> predicates() {
    return KINDS.keySet();
  }

  /// What the builtin asks of its solutions, if the predicate is one of them.
  static Optional<BodyPart.Kind> kind(Term predicate) {
    return predicate instanceof Iri(String iri)
        ? Optional.ofNullable(KINDS.get(iri))
        : Optional.empty();
  }
}
