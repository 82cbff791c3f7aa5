package cwm.reasoner.engine;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TripleList;
import cwm.reasoner.plan.Plan;
import java.util.function.Supplier;

/// What one worker sends to another within a superstep.
///
/// What came from another site may lie outside of memory, and is asked for once ([Shipment]).
sealed interface Parcel {

  /// Partial matches, which go on at the receiver: on the wire an `InferenceRequest`.
  ///
  /// @param rule the rule that is being matched
  /// @param body which of its alternative bodies
  /// @param match the match that reads what is new in the plan, or [Task#WHOLE]
  /// @param plan the plan that the rows are in the midst of
  /// @param step the step that is next
  record Rows(ActiveRule rule, int body, int match, Plan plan, int step, Supplier<RowList> rows)
      implements Parcel {}

  /// Conclusions, for their owner: on the wire an `InferenceResult`.
  ///
  /// @param stratum the stratum of the rules that concluded them
  record Concluded(Supplier<FactColumns> facts, int stratum) implements Parcel {}

  /// Facts that are new to the mirrors, for all workers: on the wire a `TripleData`.
  ///
  /// @param facts the sender's rows of mirrored predicates
  record Mirrored(Supplier<TripleList> facts) implements Parcel {}
}
