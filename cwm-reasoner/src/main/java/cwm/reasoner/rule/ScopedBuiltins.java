package cwm.reasoner.rule;

import cwm.rdf.term.Log;
import java.util.Map;
import java.util.Optional;

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

  /// What the builtin asks of its solutions, if `iri` is one of them.
  public static Optional<BodyPart.Kind> kind(String iri) {
    return Optional.ofNullable(KINDS.get(iri));
  }
}
