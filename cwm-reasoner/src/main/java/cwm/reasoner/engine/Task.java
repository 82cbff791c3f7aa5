package cwm.reasoner.engine;

import cwm.reasoner.plan.Plan;

/// A plan that workers run together in a superstep.
///
/// @param body which of the rule's alternative bodies
/// @param match the match that reads what is new, or [#WHOLE]
record Task(ActiveRule rule, int body, int match, Plan plan) {
  /// Everything is new to the rule.
  static final int WHOLE = -1;
}
