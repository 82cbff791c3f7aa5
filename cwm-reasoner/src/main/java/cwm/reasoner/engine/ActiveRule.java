package cwm.reasoner.engine;

import cwm.reasoner.builtin.Purity;
import cwm.reasoner.plan.Placement;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// A rule in force: its stratum, where it runs, and what each worker keeps for it.
final class ActiveRule {
  private static final int NO_TICK = -1;

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
  private final boolean isPerJob;
  private final boolean readsDocuments;
  private int number;
  private int stratum;
  private Kind kind = Kind.LOCAL;
  private Placement placement = Placement.AT_HAND;
  private Optional<Placement.Sharing> sharing = Optional.empty();
  private List<WorkerRule> workers = List.of();
  private int workerTotal;
  private int readTick = NO_TICK;

  // Instances found by workers that it had before.
  private long earlierInstanceCount;

  ActiveRule(Rule rule) {
    this.rule = rule;
    bodies = rule.alternatives().stream().map(RuleBody::new).toList();
    isPerJob = hasBuiltin(rule.alternatives(), ActiveRule::holdsForOneRun);
    readsDocuments = hasBuiltin(rule.alternatives(), Purity.DOCUMENT::equals);
  }

  private static boolean hasBuiltin(List<List<BodyPart>> alternatives, Predicate<Purity> wanted) {
    return alternatives.stream().flatMap(List::stream).anyMatch(part -> hasBuiltin(part, wanted));
  }

  private static boolean hasBuiltin(BodyPart part, Predicate<Purity> wanted) {
    return switch (part) {
      case BodyPart.Match _, BodyPart.Bound _ -> false;
      case BodyPart.Computed computed -> wanted.test(computed.builtin().purity());
      case BodyPart.Scoped scoped ->
          scoped.patterns().stream().anyMatch(quoted -> hasBuiltin(quoted.alternatives(), wanted));
    };
  }

  /// Whether a builtin in its body reads documents.
  boolean readsDocuments() {
    return readsDocuments;
  }

  private static boolean holdsForOneRun(Purity purity) {
    return switch (purity) {
      case PER_JOB, DOCUMENT -> true;
      case PURE, EFFECT -> false;
    };
  }

  /// Whether a builtin in its body gives an answer that holds for one run only.
  boolean isPerJob() {
    return isPerJob;
  }

  Rule rule() {
    return rule;
  }

  List<RuleBody> bodies() {
    return bodies;
  }

  /// Its number among the rules in force, the same at all sites.
  int number() {
    return number;
  }

  void setNumber(int number) {
    this.number = number;
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

  /// How the rule can run on what is new for one of its patterns without anything being sent.
  Optional<Placement.Sharing> sharing() {
    return sharing;
  }

  /// Says where the rule runs.
  void place(Kind newKind, Placement newPlacement, Optional<Placement.Sharing> newSharing) {
    kind = newKind;
    placement = newPlacement;
    sharing = newSharing;
  }

  /// Hands the rule to its workers.
  ///
  /// @param newWorkers those of this machine
  /// @param total how many workers there are on all
  void setWorkers(List<WorkerRule> newWorkers, int total) {
    earlierInstanceCount = instanceCount();
    workers = List.copyOf(newWorkers);
    workerTotal = total;
  }

  boolean hasWorkers() {
    return !workers.isEmpty();
  }

  /// What a worker of this machine keeps.
  ///
  /// @param index from 0 for the first of this machine
  WorkerRule at(int index) {
    return workers.get(index);
  }

  /// The tick of the [Census] up to which all workers together have read; -1 for none.
  int readTick() {
    return readTick;
  }

  void setReadTick(int tick) {
    readTick = tick;
  }

  /// The number of the worker that runs a rule of kind [Kind#HOME]. All that read documents have
  /// the same: so each document is read once.
  int home() {
    return readsDocuments ? 0 : Math.floorMod(rule.identity().contentHash(), workerTotal);
  }

  boolean hasRun() {
    return workers.stream().anyMatch(WorkerRule::hasRun);
  }

  /// Instances found on this machine since the rule started from nothing.
  long instanceCount() {
    return earlierInstanceCount + workers.stream().mapToLong(WorkerRule::instanceCount).sum();
  }

  /// Makes the rule start from nothing.
  void forget() {
    workers.forEach(WorkerRule::forget);
    earlierInstanceCount = 0;
    readTick = NO_TICK;
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

  /// Whether one of them has a variable in the place of the predicate.
  boolean readsAnyPredicate() {
    return matches().stream().anyMatch(atom -> !(atom.predicate() instanceof Pattern.Constant));
  }

  /// Plans for each body.
  ///
  /// @param planners gives a planner for a placement
  /// @param leader see [Board#leader]
  List<RulePlans> newPlans(
      Function<Placement, Planner> planners,
      LongSupplier factCount,
      ToIntFunction<RuleBody> leader) {
    Planner planner = planners.apply(placement);
    Optional<Planner> sharer = sharing.map(placement::with).map(planners);
    return bodies.stream()
        .map(body -> new RulePlans(rule, body, planner, sharer, factCount, leader.applyAsInt(body)))
        .toList();
  }
}
