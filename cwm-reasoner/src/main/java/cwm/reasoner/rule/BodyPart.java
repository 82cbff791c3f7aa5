package cwm.reasoner.rule;

import cwm.reasoner.builtin.BuiltinDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a body is a conjunction of.
public sealed interface BodyPart {

  /// A statement to be found among the facts.
  record Match(Atom atom) implements BodyPart {}

  /// A statement that a builtin computes.
  record Computed(BuiltinDefinition builtin, Pattern subject, Pattern object) implements BodyPart {}

  /// `log:bound`: that a term has a value, and is no variable that [Kind#OPTIONAL] or
  /// [Kind#IF_THEN_ELSE] left without one.
  record Bound(Pattern term) implements BodyPart {}

  /// A test or collection over the solutions of quoted patterns in a scope.
  ///
  /// @param kind what is asked of the solutions
  /// @param scope the formula whose statements are searched; empty for the store itself
  /// @param patterns the quoted patterns, one or (for [Kind#FOR_ALL]) two or (for
  ///   [Kind#IF_THEN_ELSE]) three
  /// @param template for [Kind#COLLECT], the term collected from each solution
  /// @param result for [Kind#COLLECT], what the list of them must match
  /// @param unbound for kinds that may leave variables of the patterns without a value, the id that
  ///   the slot of each has then: that of a variable
  record Scoped(
      Kind kind,
      Optional<Pattern> scope,
      List<Conjunction> patterns,
      Optional<Pattern> template,
      Optional<Pattern> result,
      Map<Integer, Integer> unbound)
      implements BodyPart {
    public Scoped {
      patterns = List.copyOf(patterns);
      unbound = Map.copyOf(unbound);
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
    FOR_ALL,
    /// `log:callWithCut`: the first solution.
    FIRST,
    /// `log:callWithOptional`: each solution is one; if there is none, that is one too.
    OPTIONAL,
    /// `log:ifThenElseIn`: each solution of the second pattern is one that goes with the first
    /// solution of the first pattern; if that has none, each of the third pattern.
    IF_THEN_ELSE;

    /// Whether solutions of the patterns are passed on, with the values they give to variables.
    public boolean passesSolutionsOn() {
      return switch (this) {
        case INCLUDES, FIRST, OPTIONAL, IF_THEN_ELSE -> true;
        case NOT_INCLUDES, COLLECT, FOR_ALL -> false;
      };
    }

    /// Whether of the pattern at `index` the first solution is meant, or all in their order.
    public boolean asksForOrder(int index) {
      return switch (this) {
        case COLLECT, FIRST -> true;
        case IF_THEN_ELSE -> index == 0;
        case INCLUDES, NOT_INCLUDES, FOR_ALL, OPTIONAL -> false;
      };
    }

    /// Whether the pattern at `index` is tried without solutions of those before it.
    public boolean startsAfresh(int index) {
      return switch (this) {
        case IF_THEN_ELSE -> index == 2;
        case INCLUDES, NOT_INCLUDES, COLLECT, FOR_ALL, FIRST, OPTIONAL -> false;
      };
    }

    /// Whether variables of the patterns may be left without a value.
    boolean leavesUnbound() {
      return switch (this) {
        case OPTIONAL, IF_THEN_ELSE -> true;
        case INCLUDES, NOT_INCLUDES, COLLECT, FOR_ALL, FIRST -> false;
      };
    }
  }

  /// Patterns that must hold together, each alternative by itself being enough.
  ///
  /// A statement with `rdf:first` or `rdf:rest` holds for facts and for list terms alike, and one
  /// with `graph:statement` for facts and for formulas, so a conjunction that has k of them has 2^k
  /// alternatives.
  record Conjunction(List<List<BodyPart>> alternatives) {
    public Conjunction {
      alternatives = alternatives.stream().map(List::copyOf).toList();
    }
  }
}
