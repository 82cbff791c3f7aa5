package cwm.reasoner.engine;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TripleList;
import cwm.reasoner.plan.Plan;
import java.util.List;
import java.util.function.Supplier;

/// What one site sends to another: mostly a [Parcel] of workers, without objects of this machine.
///
/// What it carries may lie outside of memory, and is asked for once, when it is needed. That fails
/// with a [SitesException] if it cannot be had any more.
public sealed interface Shipment {
  /// Partial matches, on the wire an `InferenceRequest`.
  ///
  /// @param rule the rule's number, the same at all sites
  /// @param body which of its alternative bodies
  /// @param match the match that reads what is new in the plan, or -1
  /// @param order the order of the plan's parts ([Plan#order])
  /// @param step the step of the plan that is next
  /// @param worker who is to go on
  /// @param width how many values a row has
  record Rows(
      int rule,
      int body,
      int match,
      List<Integer> order,
      int step,
      int worker,
      int width,
      Supplier<RowList> rows)
      implements Shipment {}

  /// Conclusions of rules of a stratum, on the wire an `InferenceResult`.
  ///
  /// @param worker their owner
  record Concluded(Supplier<FactColumns> facts, int stratum, int worker) implements Shipment {}

  /// Facts that are new to the mirrors, on the wire a `TripleData`.
  record Mirrored(Supplier<TripleList> facts) implements Shipment {}

  /// Facts that inputs state, for their owner, on the wire a `TripleData`. Engines send none: they
  /// are placed between two runs.
  record Asserted(Supplier<TripleList> facts) implements Shipment {}

  /// Facts in the order in which an input states them, on the wire a `TripleData`; none at the end
  /// of that input. Engines send none.
  ///
  /// @param sender which site has them, by its name
  record Ordered(String sender, Supplier<TripleList> facts) implements Shipment {}

  /// Hashes of terms and numbers that go with them, by which machines agree on where facts are to
  /// be, on the wire a `PlacementData`. Engines send none.
  record Numbers(Supplier<long[]> numbers) implements Shipment {}
}
