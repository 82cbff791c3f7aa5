package cwm.reasoner.plan;

import cwm.reasoner.builtin.BuiltinDefinition;
import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Makes the steps of a plan out of parts in the order they are to run.
///
/// Composite patterns get a slot of their own: one that is fully bound is built into it before it
/// is matched, another is matched as a whole and taken apart afterwards.
final class PlanBuilder {
  /// A step with the slots it reads and writes.
  private record Planned(Step step, BitSet reads, BitSet writes) {}

  private final Planner planner;
  private final BitSet before;
  private final BitSet bound;
  private final boolean inOrder;
  private final Placement placement;
  private final List<Planned> steps = new ArrayList<>();
  private int slotCount;

  // Where a row is after the steps so far: on every worker, or else on the one that this decides.
  private boolean isOnOneWorker;
  private Optional<Partitioner.Key> location = Optional.empty();

  /// @param bound the slots that have values before the plan
  /// @param slotCount slots of the rule; more are added for composite patterns
  /// @param inOrder whether rows must come in the order of the facts they match
  PlanBuilder(Planner planner, BitSet bound, int slotCount, boolean inOrder) {
    this.planner = planner;
    before = (BitSet) bound.clone();
    this.bound = (BitSet) bound.clone();
    this.slotCount = slotCount;
    this.inOrder = inOrder;
    placement = planner.placement();
  }

  /// The slots that have values after the steps so far.
  BitSet bound() {
    return bound;
  }

  /// Whether rows may have to go to another worker to meet the facts that match.
  boolean wouldTravel(Atom atom) {
    return placement.isSpread()
        && isOnOneWorker
        && !placement.isMirrored(atom)
        && (location.isEmpty() || !location.equals(placement.key(atom)));
  }

  /// Whether rows are on every worker yet, and an atom would bring them to one before the `leader`
  /// does, which is to do that.
  boolean precedes(Atom leader, Atom atom) {
    return placement.isSpread()
        && !isOnOneWorker
        && !placement.isMirrored(atom)
        && !atom.equals(leader);
  }

  /// Adds the steps of a part.
  ///
  /// @return false if the part can never run
  boolean add(Planner.Ranged ranged) {
    return switch (ranged.part()) {
      case BodyPart.Match(Atom atom) -> {
        addMatch(atom, ranged.range(), ranged.decidesOwner());
        yield true;
      }
      case BodyPart.Computed computed -> {
        addComputed(computed);
        yield true;
      }
      case BodyPart.Bound(Pattern term) -> {
        addBound(term);
        yield true;
      }
      case BodyPart.Scoped scoped -> addScoped(scoped);
    };
  }

  private void addMatch(Atom atom, RowRange range, boolean decidesOwner) {
    List<Pending> pending = new ArrayList<>();
    boolean travels = wouldTravel(atom);
    MatchStep.Place subject = place(atom.subject(), travels, pending);
    MatchStep.Place predicate = place(atom.predicate(), travels, pending);
    MatchStep.Place object = place(atom.object(), travels, pending);
    BitSet reads = new BitSet();
    BitSet writes = new BitSet();
    for (MatchStep.Place place : List.of(subject, predicate, object)) {
      note(place, reads, writes);
    }
    if (placement.isShared(atom)) {
      add(new SharedStep(subject, object), reads, writes);
      return;
    }
    boolean isMirrored = placement.isMirrored(atom);
    if (placement.isSpread() && !isMirrored) {
      if (travels) {
        add(new RouteStep(subject, predicate, object), reads, new BitSet());
      }
      isOnOneWorker = true;
      location = placement.key(atom);
    }
    add(
        inOrder
            ? new OrderedMatchStep(subject, predicate, object, range, isMirrored)
            : new MatchStep(subject, predicate, object, range, isMirrored),
        reads,
        writes);
    if (decidesOwner) {
      BitSet matched = (BitSet) reads.clone();
      matched.or(writes);
      add(new OwnedStep(subject, predicate, object), matched, new BitSet());
    }
    addPending(pending);
  }

  /// A pattern that is to be matched with what a slot holds once that is bound.
  private record Pending(int slot, Pattern pattern) {}

  /// The place for a pattern: composite ones that are fully bound are built into a slot first,
  /// others are taken apart afterwards.
  ///
  /// @param travels whether rows may have to go to another worker to meet the facts that match
  private MatchStep.Place place(Pattern pattern, boolean travels, List<Pending> pending) {
    return switch (pattern) {
      case Pattern.Constant(int id) -> new MatchStep.Place(id, -1, true);
      case Pattern.Slot(int index) -> new MatchStep.Place(0, index, bound.get(index));
      case Pattern.Listed _, Pattern.Quoted _ -> {
        int slot = slotCount++;
        if (pattern.isBound(bound)) {
          BitSet writes = new BitSet();
          writes.set(slot);
          add(new ConstructStep(pattern, slot, travels), slots(pattern), writes);
          yield new MatchStep.Place(0, slot, true);
        }
        pending.add(new Pending(slot, pattern));
        yield new MatchStep.Place(0, slot, false);
      }
    };
  }

  private void addPending(List<Pending> pending) {
    for (Pending each : pending) {
      switch (each.pattern()) {
        case Pattern.Listed(var items) -> addList(each.slot(), items);
        case Pattern.Quoted quoted -> addQuoted(each.slot(), quoted);
        case Pattern.Constant _, Pattern.Slot _ ->
            throw new IllegalStateException("nothing to take apart");
      }
    }
  }

  private void addList(int source, List<Pattern> items) {
    List<Pending> pending = new ArrayList<>();
    List<MatchStep.Place> places = new ArrayList<>();
    BitSet reads = new BitSet();
    BitSet writes = new BitSet();
    reads.set(source);
    for (Pattern item : items) {
      MatchStep.Place place = place(item, false, pending);
      places.add(place);
      note(place, reads, writes);
    }
    add(new ListStep(source, places), reads, writes);
    addPending(pending);
  }

  private void addQuoted(int source, Pattern.Quoted quoted) {
    BitSet reads = new BitSet();
    BitSet writes = new BitSet();
    reads.set(source);
    Set<Integer> open = new TreeSet<>();
    for (int slot : quoted.slots().values()) {
      if (bound.get(slot)) {
        reads.set(slot);
      } else {
        writes.set(slot);
        open.add(slot);
      }
    }
    add(new QuotedStep(source, quoted, open), reads, writes);
  }

  private void addComputed(BodyPart.Computed computed) {
    BuiltinDefinition builtin = computed.builtin();
    List<Pending> pending = new ArrayList<>();
    BitSet reads = new BitSet();
    BitSet writes = new BitSet();
    BuiltinStep.Operand subject = operand(computed.subject(), pending, reads, writes);
    BuiltinStep.Operand object = operand(computed.object(), pending, reads, writes);
    add(new BuiltinStep(builtin, subject, object), reads, writes);
    addPending(pending);
  }

  private BuiltinStep.Operand operand(
      Pattern pattern, List<Pending> pending, BitSet reads, BitSet writes) {
    BitSet bySlot = slots(pattern);
    bySlot.and(bound);
    reads.or(bySlot);
    if (pattern.isBound(bound)) {
      return new BuiltinStep.Operand(pattern, true, List.of(), -1);
    }
    if (pattern instanceof Pattern.Slot(int index)) {
      writes.set(index);
      return new BuiltinStep.Operand(pattern, false, List.of(), index);
    }
    int slot = slotCount++;
    writes.set(slot);
    pending.add(new Pending(slot, pattern));
    List<Boolean> open = new ArrayList<>();
    if (pattern instanceof Pattern.Listed(var items)) {
      items.forEach(item -> open.add(!item.isBound(bound)));
    }
    return new BuiltinStep.Operand(pattern, false, open, slot);
  }

  private void addBound(Pattern term) {
    // Lists, formulas and constants are values whatever they hold.
    if (term instanceof Pattern.Slot(int slot)) {
      add(new BoundStep(slot), slots(term), new BitSet());
    }
  }

  private boolean addScoped(BodyPart.Scoped scoped) {
    BitSet reads = Planner.slotsOf(scoped);
    scoped.scope().ifPresent(scope -> scope.forEachSlot(reads::set));
    reads.and(bound);
    BitSet writes = new BitSet();
    List<ScopeStep.Search> searches = searches(scoped);
    Optional<Pattern> template = scoped.template();
    int target = -1;
    switch (scoped.kind()) {
      case INCLUDES, FIRST -> {
        if (searches.getFirst().plans().isEmpty()) {
          return false;
        }
        searches.getFirst().found().forEach(writes::set);
      }
      case OPTIONAL, IF_THEN_ELSE ->
          searches.forEach(search -> search.found().forEach(writes::set));
      case COLLECT -> {
        BitSet inside = Planner.boundBy(scoped.patterns().getFirst());
        inside.or(bound);
        if (template.map(term -> term.isOpenOutsideQuotes(inside)).orElse(true)) {
          return false;
        }
        template = template.map(term -> term.restrictedTo(inside));
        target = slotCount++;
        writes.set(target);
      }
      case NOT_INCLUDES, FOR_ALL -> {}
    }
    List<ScopeStep.Unbound> unbound =
        scoped.unbound().entrySet().stream()
            .filter(each -> writes.get(each.getKey()))
            .map(each -> new ScopeStep.Unbound(each.getKey(), each.getValue()))
            .toList();
    add(
        new ScopeStep(scoped.kind(), scoped.scope(), searches, unbound, template, target),
        reads,
        writes);
    if (target >= 0) {
      addResult(List.of(new Pending(target, scoped.result().orElseThrow())));
    }
    return true;
  }

  /// The searches for a part's patterns, each with what those that it goes on from have bound.
  private List<ScopeStep.Search> searches(BodyPart.Scoped scoped) {
    List<ScopeStep.Search> searches = new ArrayList<>();
    BitSet known = (BitSet) bound.clone();
    for (int i = 0; i < scoped.patterns().size(); i++) {
      BodyPart.Conjunction pattern = scoped.patterns().get(i);
      if (scoped.kind().startsAfresh(i)) {
        known = (BitSet) bound.clone();
      }
      boolean ordered =
          scoped.kind().asksForOrder(i) || (inOrder && scoped.kind().passesSolutionsOn());
      List<Plan> plans = nestedPlans(pattern, known, ordered, scoped.readsStore());
      known.or(Planner.boundBy(pattern));
      searches.add(new ScopeStep.Search(plans, found(scoped, known)));
    }
    return searches;
  }

  /// The slots that the rows of a search have beyond those bound before. Where some may stay
  /// unbound, those are left out that nothing outside of the pattern mentions.
  private List<Integer> found(BodyPart.Scoped scoped, BitSet known) {
    BitSet found = (BitSet) known.clone();
    found.andNot(bound);
    return found.stream()
        .filter(slot -> scoped.unbound().isEmpty() || scoped.unbound().containsKey(slot))
        .boxed()
        .toList();
  }

  private void addResult(List<Pending> pending) {
    for (Pending each : pending) {
      if (each.pattern() instanceof Pattern.Listed || each.pattern() instanceof Pattern.Quoted) {
        addPending(List.of(each));
      } else {
        List<Pending> none = new ArrayList<>();
        MatchStep.Place place = place(each.pattern(), false, none);
        BitSet reads = new BitSet();
        BitSet writes = new BitSet();
        reads.set(each.slot());
        note(place, reads, writes);
        add(new SameStep(each.slot(), place), reads, writes);
      }
    }
  }

  private List<Plan> nestedPlans(
      BodyPart.Conjunction conjunction, BitSet outer, boolean ordered, boolean inStore) {
    BitSet wanted = new BitSet();
    wanted.set(0, slotCount);
    List<Plan> plans = new ArrayList<>();
    for (List<BodyPart> alternative : conjunction.alternatives()) {
      List<Planner.Ranged> parts =
          alternative.stream().map(part -> new Planner.Ranged(part, RowRange.ALL, false)).toList();
      Planner nested = inStore ? planner : planner.ofFormula();
      nested
          .plan(parts, 0, Optional.empty(), ordered, outer, wanted, slotCount)
          .ifPresent(plans::add);
    }
    return plans;
  }

  private BitSet slots(Pattern pattern) {
    BitSet slots = new BitSet();
    pattern.forEachSlot(slots::set);
    return slots;
  }

  private void note(MatchStep.Place place, BitSet reads, BitSet writes) {
    if (place.isOpen()) {
      writes.set(place.slot());
    } else if (place.slot() >= 0) {
      reads.set(place.slot());
    }
  }

  private void add(Step step, BitSet reads, BitSet writes) {
    steps.add(new Planned(step, reads, writes));
    bound.or(writes);
  }

  /// @param order the parts that were added, by their places in the conjunction
  Plan plan(BitSet wanted, List<Integer> order) {
    List<Step> ordered = new ArrayList<>();
    List<int[]> kept = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      BitSet needed = (BitSet) wanted.clone();
      for (Planned later : steps.subList(i + 1, steps.size())) {
        needed.or(later.reads());
      }
      BitSet available = (BitSet) before.clone();
      for (Planned earlier : steps.subList(0, i)) {
        available.or(earlier.writes());
      }
      needed.and(available);
      setGuards(i);
      ordered.add(steps.get(i).step());
      kept.add(needed.stream().toArray());
    }
    return new Plan(ordered, kept, slotCount, order);
  }

  /// A fact of any predicate is of use only if the patterns that say something about the predicate
  /// hold; tables for which they do not are passed over as a whole. Only if what they match is
  /// here: the row may travel before it meets them.
  private void setGuards(int index) {
    if (steps.get(index).step() instanceof MatchStep match && match.openPredicate() >= 0) {
      List<MatchStep> guards = new ArrayList<>();
      for (Planned later : steps.subList(index + 1, steps.size())) {
        if (later.step() instanceof MatchStep guard
            && guard.isAbout(match.openPredicate())
            && (guard.isMirrored() || !placement.isSpread())) {
          guards.add(guard);
        }
      }
      match.setGuards(guards);
    }
  }
}
