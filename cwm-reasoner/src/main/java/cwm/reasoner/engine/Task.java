package cwm.reasoner.engine;

import cwm.rdf.store.FactRows;
import cwm.reasoner.plan.Plan;
import java.util.List;
import java.util.Optional;

/// A plan that workers run together in a superstep.
///
/// @param body which of the rule's alternative bodies
/// @param match the match that reads what is new, or [#WHOLE]
/// @param shared what each worker has as new for that match, if the plan begins with all of it at
///   every worker
record Task(ActiveRule rule, int body, int match, Plan plan, Optional<List<FactRows>> shared) {
  /// Everything is new to the rule.
  static final int WHOLE = -1;

  /// One that begins at each worker with what this has.
  Task(ActiveRule rule, int body, int match, Plan plan) {
    this(rule, body, match, plan, Optional.empty());
  }
}
