package cwm.reasoner.rule;

import cwm.reasoner.builtin.BuiltinDefinition;
import java.util.List;
import java.util.Optional;

/// What a body is a conjunction of.
public sealed interface BodyPart {

  /// A statement to be found among the facts.
  record Match(Atom atom) implements BodyPart {}

  /// A statement that a builtin computes.
  record Computed(BuiltinDefinition builtin, Pattern subject, Pattern object) implements BodyPart {}

  /// A test or collection over the solutions of quoted patterns in a scope.
  ///
  /// @param kind what is asked of the solutions
  /// @param scope the formula whose statements are searched; empty for the store itself
  /// @param patterns the quoted patterns, one or (for [Kind#FOR_ALL]) two
  /// @param template for [Kind#COLLECT], the term collected from each solution
  /// @param result for [Kind#COLLECT], what the list of them must match
  record Scoped(
      Kind kind,
      Optional<Pattern> scope,
      List<Conjunction> patterns,
      Optional<Pattern> template,
      Optional<Pattern> result)
      implements BodyPart {
    public Scoped {
      patterns = List.copyOf(patterns);
    }

    /// Whether it is asked of the store, so that the store must be complete before.
    public boolean readsStore() {
      return scope.isEmpty();
    }
  }

  /// The questions that [Scoped] asks.
  enum Kind {
    /// `log:includes`: each solution is one.
    INCLUDES,
    /// `log:notIncludes`: there is no solution.
    NOT_INCLUDES,
    /// `log:collectAllIn`: the list of the template's instances.
    COLLECT,
    /// `log:forAllIn`: each solution of the first pattern lets the second succeed.
    FOR_ALL
  }

  /// Patterns that must hold together, each alternative by itself being enough.
  ///
  /// A statement with `rdf:first` or `rdf:rest` holds for facts and for list terms alike, so a
  /// conjunction that has k of them has 2^k alternatives.
  record Conjunction(List<List<BodyPart>> alternatives) {
    public Conjunction {
      alternatives = alternatives.stream().map(List::copyOf).toList();
    }
  }
}
