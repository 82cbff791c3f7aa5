package cwm.reasoner.plan;

import java.util.List;

/// An order of steps that evaluates a conjunction.
///
/// @param steps in order; none for an empty conjunction, which has one solution
/// @param kept for each step, the slots bound before it that it or a later one, or the taker of the
///   rows, still needs
/// @param slotCount how many slots rows have
public record Plan(List<Step> steps, List<int[]> kept, int slotCount) {
  public Plan {
    steps = List.copyOf(steps);
    kept = List.copyOf(kept);
  }
}
