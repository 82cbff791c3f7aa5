package cwm.reasoner.rule;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// A term of a rule: fixed, a slot that a binding fills, or something that holds slots.
public sealed interface Pattern {

  /// A term without variables.
  ///
  /// @param id its dictionary id
  record Constant(int id) implements Pattern {}

  /// A variable of the rule.
  record Slot(int index) implements Pattern {}

  /// A list with at least one slot in it.
  record Listed(List<Pattern> items) implements Pattern {
    public Listed {
      items = List.copyOf(items);
    }
  }

  /// A formula that mentions variables of the rule.
  ///
  /// @param slots the slot of each symbol that is free in the formula and belongs to the rule
  record Quoted(Formula formula, Map<Term, Integer> slots) implements Pattern {
    public Quoted {
      slots = Map.copyOf(slots);
    }
  }

  /// Hands each slot in the pattern to `action`, with repetitions.
  default void forEachSlot(IntConsumer action) {
    switch (this) {
      case Constant _ -> {}
      case Slot(int index) -> action.accept(index);
      case Listed(var items) -> items.forEach(item -> item.forEachSlot(action));
      case Quoted(_, var slots) -> slots.values().forEach(action::accept);
    }
  }

  /// Whether every slot in the pattern is among those `bound`.
  default boolean isBound(BitSet bound) {
    return switch (this) {
      case Constant _ -> true;
      case Slot(int index) -> bound.get(index);
      case Listed(var items) -> items.stream().allMatch(item -> item.isBound(bound));
      case Quoted(_, var slots) -> slots.values().stream().allMatch(bound::get);
    };
  }

  /// Whether a slot that is not in a quoted formula is not among those `bound`.
  default boolean isOpenOutsideQuotes(BitSet bound) {
    return switch (this) {
      case Constant _, Quoted _ -> false;
      case Slot(int index) -> !bound.get(index);
      case Listed(var items) -> items.stream().anyMatch(item -> item.isOpenOutsideQuotes(bound));
    };
  }

  /// The pattern in which quoted formulas keep as variables what is not among the slots `bound`.
  default Pattern restrictedTo(BitSet bound) {
    return switch (this) {
      case Constant _, Slot _ -> this;
      case Listed(var items) ->
          new Listed(items.stream().map(item -> item.restrictedTo(bound)).toList());
      case Quoted(Formula formula, var slots) -> {
        Map<Term, Integer> filled = new HashMap<>(slots);
        filled.values().removeIf(slot -> !bound.get(slot));
        yield new Quoted(formula, filled);
      }
    };
  }
}
