package cwm.reasoner.plan;

import java.util.List;

/// An order of steps that evaluates a conjunction.
///
/// @param steps in order; none for an empty conjunction, which has one solution
/// @param kept for each step, the slots bound before it that it or a later one, or the taker of the
///   rows, still needs
/// @param slotCount how many slots rows have
/// @param order the parts of the conjunction in the order they run, by their places as given to the
///   [Planner]: with the conjunction and its placement they tell the plan
public record Plan(List<Step> steps, List<int[]> kept, int slotCount, List<Integer> order) {
  public Plan {
    order = List.copyOf(order);
    steps = List.copyOf(steps);
    kept = List.copyOf(kept);
  }
}
