package cwm.reasoner.rule;

import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The builtins that run quoted patterns over a scope, and the one that looks at what they leave
/// unbound; the engine computes them, since it runs patterns.
public final class ScopedBuiltins {
  private static final Map<String, BodyPart.Kind> KINDS =
      Map.of(
          Log.NAMESPACE + "includes", BodyPart.Kind.INCLUDES,
          Log.NAMESPACE + "notIncludes", BodyPart.Kind.NOT_INCLUDES,
          Log.NAMESPACE + "collectAllIn", BodyPart.Kind.COLLECT,
          Log.NAMESPACE + "forAllIn", BodyPart.Kind.FOR_ALL,
          Log.NAMESPACE + "callWithCut", BodyPart.Kind.FIRST,
          Log.NAMESPACE + "callWithOptional", BodyPart.Kind.OPTIONAL,
          Log.NAMESPACE + "ifThenElseIn", BodyPart.Kind.IF_THEN_ELSE);

  private static final Iri BOUND = new Iri(Log.NAMESPACE + "bound");

  private ScopedBuiltins() {}

  /// The predicates of all of them; the table of builtins describes each.
  public static Set<String> predicates() {
    return Stream.concat(KINDS.keySet().stream(), Stream.of(BOUND.value()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether it asks if its subject has a value.
  static boolean isBound(Term predicate) {
    return predicate.equals(BOUND);
  }

  /// What the builtin asks of its solutions, if the predicate is one of them.
  static Optional<BodyPart.Kind> kind(Term predicate) {
    return predicate instanceof Iri(String iri)
        ? Optional.ofNullable(KINDS.get(iri))
        : Optional.empty();
  }
}
