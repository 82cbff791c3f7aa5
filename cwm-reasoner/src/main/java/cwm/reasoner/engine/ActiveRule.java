package cwm.reasoner.engine;

import cwm.reasoner.plan.Placement;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A rule in force: its stratum, where it runs, and what each worker keeps for it.
final class ActiveRule {
  /// Where instances of a rule are found.
  enum Kind {
    /// Each at one worker, which also owns what it concludes: the rule runs there to its fixpoint.
    LOCAL,
    /// By workers together, an instance passing from one to the next.
    SPREAD,
    /// All of them at one worker, from the mirror.
    HOME
  }

  private final Rule rule;
  private final List<RuleBody> bodies;
  private int stratum;
  private Kind kind = Kind.LOCAL;
  private Placement placement = Placement.AT_HAND;
  private List<WorkerRule> workers = List.of();

  ActiveRule(Rule rule) {
    this.rule = rule;
    bodies = rule.alternatives().stream().map(RuleBody::new).toList();
  }

  Rule rule() {
    return rule;
  }

  List<RuleBody> bodies() {
    return bodies;
  }

  int stratum() {
    return stratum;
  }

  void setStratum(int stratum) {
    this.stratum = stratum;
  }

  Kind kind() {
    return kind;
  }

  Placement placement() {
    return placement;
  }

  /// Says where the rule runs.
  void place(Kind newKind, Placement newPlacement) {
    kind = newKind;
    placement = newPlacement;
  }

  /// Hands the rule to its workers.
  void setWorkers(List<WorkerRule> newWorkers) {
    workers = List.copyOf(newWorkers);
  }

  boolean hasWorkers() {
    return !workers.isEmpty();
  }

  WorkerRule at(int worker) {
    return workers.get(worker);
  }

  /// The worker that runs a rule of kind [Kind#HOME].
  int home() {
    return Math.floorMod(rule.identity().contentHash(), workers.size());
  }

  boolean hasRun() {
    return workers.stream().anyMatch(WorkerRule::hasRun);
  }

  /// Goes on from where the same rule, compiled earlier, has read to.
  void resume(ActiveRule earlier) {
    stratum = earlier.stratum;
    kind = earlier.kind;
    placement = earlier.placement;
    workers = earlier.workers;
  }

  /// Makes the rule start from nothing.
  void forget() {
    workers.forEach(WorkerRule::forget);
  }

  /// The patterns that are matched with facts as they come.
  List<Atom> matches() {
    List<Atom> atoms = new ArrayList<>();
    for (RuleBody body : bodies) {
      for (int i = 0; i < body.matchCount(); i++) {
        atoms.add(body.match(i));
      }
    }
    return atoms;
  }

  /// The constant predicates of these patterns.
  List<Integer> predicates() {
    List<Integer> predicates = new ArrayList<>();
    for (Atom atom : matches()) {
      if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
        predicates.add(predicate);
      }
    }
    return predicates;
  }

  /// Whether one of them has a variable in the place of the predicate.
  boolean readsAnyPredicate() {
    return matches().stream().anyMatch(atom -> !(atom.predicate() instanceof Pattern.Constant));
  }

  /// Plans for each body.
  List<RulePlans> newPlans(Planner planner, LongSupplier factCount) {
    return bodies.stream().map(body -> new RulePlans(rule, body, planner, factCount)).toList();
  }
}
