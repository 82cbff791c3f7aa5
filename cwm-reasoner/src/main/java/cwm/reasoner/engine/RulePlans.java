package cwm.reasoner.engine;

import cwm.reasoner.plan.Plan;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The plans of one body of a rule, made when they are first needed and anew when there are many
/// more facts than they were made for.
final class RulePlans {
  /// Plans are made anew when there are this many times the facts there were at planning.
  private static final int REPLAN_FACTOR = 8;

  private final Rule rule;
  private final RuleBody body;
  private final Planner planner;
  private final Optional<Planner> sharer;
  private final LongSupplier factCount;
  private final int leader;
  private final List<@Nullable Planned> deltas = new ArrayList<>();
  private @Nullable Planned shared;

  // Plans of other machines.
  private final Map<Ordered, Plan> foreign = new HashMap<>();

  /// @param delta the match that reads what is new, or [Task#WHOLE]
  private record Ordered(int delta, List<Integer> order) {}

  private record Planned(Optional<Plan> plan, long factCount) {}

  /// @param sharer makes the plan that begins with shared facts, if there is one
  /// @param leader see [Board#leader]
  RulePlans(
      Rule rule,
      RuleBody body,
      Planner planner,
      Optional<Planner> sharer,
      LongSupplier factCount,
      int leader) {
    this.rule = rule;
    this.body = body;
    this.planner = planner;
    this.sharer = sharer;
    this.factCount = factCount;
    this.leader = leader;
    for (int i = 0; i < body.matchCount(); i++) {
      deltas.add(null);
    }
  }

  /// A plan over all facts; empty if some part can never run.
  Optional<Plan> whole() {
    return plan(planner, body.whole(planner.placement()), 0);
  }

  /// The plan in which the match at `index` reads what is new and those before it what is older.
  Optional<Plan> delta(int index) {
    Planned planned = deltas.get(index);
    if (planned == null || isOutdated(planned)) {
      List<Planner.Ranged> ranged = body.delta(index, planner.placement());
      planned = new Planned(plan(planner, ranged, 1), factCount.getAsLong());
      deltas.set(index, planned);
    }
    return planned.plan;
  }

  /// As [#delta], for what is new at any worker: each starts with all of that. Next comes the
  /// pattern that makes a row one worker's, which reads all facts that this worker has for it.
  Optional<Plan> shared(int index, Atom owned) {
    Planned planned = shared;
    if (planned == null || isOutdated(planned)) {
      Planner with = sharer.orElseThrow();
      List<Planner.Ranged> ranged = body.shared(index, owned, with.placement());
      planned = new Planned(plan(with, ranged, 2), factCount.getAsLong());
      shared = planned;
    }
    return planned.plan;
  }

  private boolean isOutdated(Planned planned) {
    return factCount.getAsLong() > REPLAN_FACTOR * planned.factCount;
  }

  /// The plan that another machine follows.
  ///
  /// @param match the match that reads what is new, or [Task#WHOLE]
  /// @param order see [Plan#order]
  /// @throws IllegalArgumentException if there is no such plan
  Plan inOrder(int match, List<Integer> order) {
    return foreign.computeIfAbsent(
        new Ordered(match, order),
        _ -> {
          List<Planner.Ranged> ranged =
              match == Task.WHOLE
                  ? body.whole(planner.placement())
                  : body.delta(match, planner.placement());
          return planner.plan(ranged, order, new BitSet(), wanted(), rule.slotCount());
        });
  }

  private Optional<Plan> plan(Planner by, List<Planner.Ranged> ranged, int fixedCount) {
    Optional<Atom> first =
        leader == Planner.ANY ? Optional.empty() : Optional.of(body.match(leader));
    return by.plan(ranged, fixedCount, first, false, new BitSet(), wanted(), rule.slotCount());
  }

  /// The slots that the head reads.
  private BitSet wanted() {
    BitSet wanted = new BitSet();
    rule.head().forEach(atom -> atom.forEachSlot(wanted::set));
    rule.headFormula().ifPresent(pattern -> pattern.forEachSlot(wanted::set));
    return wanted;
  }
}
