package cwm.reasoner.plan;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Searches stores for the solutions of conjunctions of patterns, by the plans that rules have.
///
/// Nobody may change the stores meanwhile. Any number of threads may search.
public final class PatternSearch {
  /// Which facts are there is for the caller to see to, so all generations are read.
  private static final RowRange.Window ALL = new RowRange.Window(-1, Integer.MAX_VALUE);

  private final List<FactStore> stores;
  private final Planner planner;

  /// @param stores with the terms of `dictionary`; no fact is in two of them
  public PatternSearch(TermDictionary dictionary, List<FactStore> stores) {
    this.stores = stores.isEmpty() ? List.of(new FactStore(dictionary)) : List.copyOf(stores);
    planner = new Planner(dictionary, this::typical, Placement.AT_HAND);
  }

  /// Whether these are the stores that it searches.
  public boolean isOf(List<FactStore> others) {
    return stores.equals(others);
  }

  /// The store that knows most about an atom: workers have about as much of a predicate each, or
  /// one of them has all.
  private FactStore typical(Atom atom) {
    Comparator<FactStore> bySize =
        atom.predicate() instanceof Pattern.Constant(int predicate)
            ? Comparator.comparingInt(
                store -> store.table(predicate).map(FactTable::rowCount).orElse(0))
            : Comparator.comparingLong(FactStore::factCount);
    return stores.stream().max(bySize).orElseThrow();
  }

  /// Plans a conjunction.
  ///
  /// @param atoms with constants and slots only
  /// @param bound the slots that have values before
  /// @param slotCount slots are numbered from 0 to below this
  public Plan plan(List<Atom> atoms, BitSet bound, int slotCount) {
    List<Planner.Ranged> parts =
        atoms.stream()
            .map(atom -> new Planner.Ranged(new BodyPart.Match(atom), RowRange.ALL, false))
            .toList();
    BitSet all = new BitSet();
    all.set(0, slotCount);
    return planner
        .plan(parts, false, Optional.empty(), false, bound, all, slotCount)
        .orElseThrow(() -> new IllegalStateException("facts can always be matched"));
  }

  /// Finds the solutions of a conjunction that go with some rows. All work is done by whoever pulls
  /// them, as far as they are few.
  ///
  /// @param boundSlots the slots that the rows have values of
  /// @param wantedSlots the slots whose values the solutions are to have
  /// @param isOver asked again and again, from another thread too; ends the search with a
  ///   [cwm.reasoner.BudgetExhaustedException]
  public SolutionStream solve(
      Plan plan, int[] boundSlots, RowList rows, int[] wantedSlots, BooleanSupplier isOver) {
    return new SolutionStream(
        (taker, isClosed) -> {
          Budget budget = Budget.until(() -> isClosed.getAsBoolean() || isOver.getAsBoolean());
          var run = new PlanRun(stores, new RunContext(budget, 0));
          run.setWindows(ALL, ALL);
          run.run(plan, boundSlots, rows, taker);
        },
        wantedSlots);
  }
}
