package cwm.ipc.message;

import java.util.List;

/// Where partial matches of a rule go on.
///
/// @param body which of the rule's alternative bodies, from 0
/// @param match the index of the body's match that reads what is new, plus 1, since numbers of
///   messages start at 0; 0 if no match does
/// @param order the order in which the parts of the body are matched
/// @param step the step of that plan that is next, from 0
public record InferenceStep(int body, int match, List<Integer> order, int step) {
  public InferenceStep {
    order = List.copyOf(order);
  }
}
