package cwm.reasoner.engine;

import cwm.reasoner.plan.Plan;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
  private final LongSupplier factCount;
  private final List<@Nullable Planned> deltas = new ArrayList<>();

  private record Planned(Optional<Plan> plan, long factCount) {}

  RulePlans(Rule rule, RuleBody body, Planner planner, LongSupplier factCount) {
    this.rule = rule;
    this.body = body;
    this.planner = planner;
    this.factCount = factCount;
    for (int i = 0; i < body.matchCount(); i++) {
      deltas.add(null);
    }
  }

  /// A plan over all facts; empty if some part can never run.
  Optional<Plan> whole() {
    return plan(body.whole(planner.placement()), false);
  }

  /// The plan in which the match at `index` reads what is new and those before it what is older.
  Optional<Plan> delta(int index) {
    Planned planned = deltas.get(index);
    long now = factCount.getAsLong();
    if (planned == null || now > REPLAN_FACTOR * planned.factCount) {
      planned = new Planned(plan(body.delta(index, planner.placement()), true), now);
      deltas.set(index, planned);
    }
    return planned.plan;
  }

  private Optional<Plan> plan(List<Planner.Ranged> ranged, boolean firstFixed) {
    BitSet wanted = new BitSet();
    rule.head().forEach(atom -> atom.forEachSlot(wanted::set));
    rule.headFormula().ifPresent(pattern -> pattern.forEachSlot(wanted::set));
    return planner.plan(ranged, firstFixed, false, new BitSet(), wanted, rule.slotCount());
  }
}
