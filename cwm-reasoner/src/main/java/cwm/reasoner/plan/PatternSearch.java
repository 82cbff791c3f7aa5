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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/// Searches stores for the solutions of conjunctions of patterns, by the plans that rules have.
///
/// Many searches are small: the same for each of many rows. What a search needs beside its rows is
/// kept for the next: plans by [Conjunction.Shape], and the batches of a [PlanRun].
///
/// Nobody may change the stores meanwhile. Any number of threads may search.
public final class PatternSearch {
  /// Which facts are there is for the caller to see to, so all generations are read.
  private static final RowRange.Window ALL = new RowRange.Window(-1, Integer.MAX_VALUE);

  private static final int PLAN_COUNT_MAX = 1_000;

  private final List<FactStore> stores;
  private final Planner planner;
  private final Map<Conjunction.Shape, Plan> plans =
      Collections.synchronizedMap(new LruCache<>(PLAN_COUNT_MAX));
  private final Queue<Searcher> idle = new ConcurrentLinkedQueue<>();

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
  /// one of them has all; and what was fetched for a class is in one store.
  private FactStore typical(Atom atom) {
    FactStore first = stores.getFirst();
    return stores.size() == 1
        ? first
        : Collections.max(
            stores,
            Comparator.<FactStore>comparingInt(store -> CardinalityEstimate.magnitude(store, atom))
                .thenComparingLong(store -> size(store, atom)));
  }

  private static long size(FactStore store, Atom atom) {
    return atom.predicate() instanceof Pattern.Constant(int predicate)
        ? store.table(predicate).map(FactTable::rowCount).orElse(0)
        : store.factCount();
  }

  // ---------------------------------------------------------------- planning

  private Plan plan(Conjunction conjunction) {
    Conjunction.Shape shape =
        conjunction.shape(atom -> CardinalityEstimate.magnitude(typical(atom), atom));
    return plans.computeIfAbsent(shape, _ -> makePlan(conjunction));
  }

  /// Lets the constants decide on the order, and then makes slots of them.
  private Plan makePlan(Conjunction conjunction) {
    BitSet bound = conjunction.bound();
    BitSet wanted = conjunction.wanted();
    int slotCount = conjunction.slotCount();
    List<Integer> order =
        planner
            .plan(parts(conjunction.atoms()), 0, Optional.empty(), false, bound, wanted, slotCount)
            .orElseThrow(() -> new IllegalStateException("facts can always be matched"))
            .order();
    int allSlotCount = slotCount + conjunction.parameters().length;
    bound.set(slotCount, allSlotCount);
    return planner.plan(parts(conjunction.parameterized()), order, bound, wanted, allSlotCount);
  }

  private static List<Planner.Ranged> parts(List<Atom> atoms) {
    return atoms.stream()
        .map(atom -> new Planner.Ranged(new BodyPart.Match(atom), RowRange.ALL, false))
        .toList();
  }

  // ---------------------------------------------------------------- searching

  /// Finds the solutions of a conjunction that go with some rows. All work is done by whoever pulls
  /// them, as far as they are few.
  ///
  /// @param rows the values of the conjunction's bound slots
  /// @param isOver asked again and again, from another thread too; ends the search with a
  ///   [cwm.reasoner.BudgetExhaustedException]
  public SolutionStream solve(Conjunction conjunction, RowList rows, BooleanSupplier isOver) {
    Plan plan = plan(conjunction);
    return new SolutionStream(
        (taker, isClosed) -> {
          Searcher idleOne = idle.poll();
          Searcher searcher = idleOne == null ? new Searcher() : idleOne;
          try {
            searcher.isOver = () -> isClosed.getAsBoolean() || isOver.getAsBoolean();
            searcher.run(plan, conjunction, rows, taker);
          } finally {
            searcher.isOver = () -> false;
            idle.add(searcher);
          }
        },
        conjunction.wantedSlots());
  }

  /// Runs plans, one at a time.
  private final class Searcher {
    private BooleanSupplier isOver = () -> false;
    private final PlanRun run =
        new PlanRun(stores, new RunContext(Budget.until(() -> isOver.getAsBoolean()), 0));

    Searcher() {
      run.setWindows(ALL, ALL);
    }

    void run(Plan plan, Conjunction conjunction, RowList rows, PlanRun.RowTaker taker) {
      run.run(
          plan,
          conjunction.boundSlots(),
          rows,
          conjunction.slotCount(),
          conjunction.parameters(),
          taker);
    }
  }
}
