package cwm.reasoner.engine;

import java.util.List;

/// What a run of the rules did.
///
/// @param ruleCount forward rules in force at the end
/// @param stratumCount strata they ran in
/// @param workerCount workers at the end
/// @param counts what it cost
/// @param newFactCount facts that were not there before
/// @param warnings what a user should know, a line each
/// @param unknownBuiltins predicates that rules look for and neither facts have nor rules conclude,
///   in a namespace of builtins: probably a slip
/// @param inconsistencies what holds though a rule `{ ... } => false` says that it must not, in
///   order; with several sites what this one has found
public record ThinkReport(
    int ruleCount,
    int stratumCount,
    int workerCount,
    RunCounts counts,
    long newFactCount,
    List<String> warnings,
    List<String> unknownBuiltins,
    List<String> inconsistencies) {
  public ThinkReport {
    warnings = List.copyOf(warnings);
    unknownBuiltins = List.copyOf(unknownBuiltins);
    inconsistencies = List.copyOf(inconsistencies);
  }
}
