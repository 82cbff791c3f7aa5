package cwm.reasoner.engine;

import java.util.List;

/// What a run of the rules did.
///
/// @param ruleCount forward rules in force at the end
/// @param stratumCount strata they ran in
/// @param roundCount rounds until the fixpoint
/// @param instanceCount instances of rules found, also of those that conclude what was known
/// @param newFactCount facts that were not there before
/// @param warnings what a user should know, a line each
public record ThinkReport(
    int ruleCount,
    int stratumCount,
    int roundCount,
    long instanceCount,
    long newFactCount,
    List<String> warnings) {
  public ThinkReport {
    warnings = List.copyOf(warnings);
  }
}
