package cwm.reasoner.plan;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.builtin.Mode;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Orders the parts of a conjunction into a [Plan].
///
/// Greedy: whatever only tests or computes runs as soon as it can; of the patterns that read facts
/// the one expected to give the fewest rows for each row so far comes next ([CardinalityEstimate]).
/// A pattern that must come first (the one that reads the delta) does.
public final class Planner {
  /// In place of a part: whichever is best.
  public static final int ANY = -1;

  /// What a row costs that goes to another worker, in rows that are matched where they are.
  private static final double TRAVEL_COST = 2;

  private final TermDictionary dictionary;
  private final Statistics statistics;
  private final Placement placement;

  /// A planner for facts that are all in one store.
  public Planner(FactStore store) {
    this(store.dictionary(), _ -> store, Placement.AT_HAND);
  }

  public Planner(TermDictionary dictionary, Statistics statistics, Placement placement) {
    this.dictionary = dictionary;
    this.statistics = statistics;
    this.placement = placement;
  }

  /// Facts to estimate by.
  @FunctionalInterface
  public interface Statistics {
    /// Facts of which those that the atom matches are typical.
    FactStore of(Atom atom);
  }

  /// A planner for searches in single formulas, of which nothing is known.
  Planner ofFormula() {
    return new Planner(new FactStore(dictionary));
  }

  public Placement placement() {
    return placement;
  }

  /// A part and the facts it reads.
  ///
  /// @param part the part of the body
  /// @param range the facts a [BodyPart.Match] reads; without meaning for others
  /// @param decidesOwner whether an instance is the business of the worker that owns what this
  ///   [BodyPart.Match] matches, since all workers find it
  public record Ranged(BodyPart part, RowRange range, boolean decidesOwner) {

    /// The part as it is; what is computed of quoted formulas whose variables nothing binds that
    /// could come before, with these as they are.
    Ranged closedTo(BitSet bound) {
      return part instanceof BodyPart.Computed computed && !isReady(computed, bound)
          ? new Ranged(closed(computed, bound), range, decidesOwner)
          : this;
    }
  }

  /// Plans a conjunction.
  ///
  /// @param parts the conjunction; the first `fixedCount` come first in the plan, in this order
  /// @param leader a match that comes before all others of facts that workers own, unless the first
  ///   is one of these
  /// @param inOrder whether solutions must come in the order of the facts they match, pattern by
  ///   pattern as written
  /// @param bound the slots that have values before
  /// @param wanted the slots that whoever takes the rows reads, as far as the plan binds them
  /// @param slotCount slots of the rule; the plan may use more
  /// @return empty if some part can never run, because nothing binds what it needs
  public Optional<Plan> plan(
      List<Ranged> parts,
      int fixedCount,
      Optional<Atom> leader,
      boolean inOrder,
      BitSet bound,
      BitSet wanted,
      int slotCount) {
    var builder = new PlanBuilder(this, bound, slotCount, inOrder);
    List<Ranged> left = new ArrayList<>(parts);
    BitSet open = new BitSet();
    open.set(0, parts.size());
    List<Integer> order = new ArrayList<>();
    for (int place = 0; place < fixedCount; place++) {
      builder.add(left.removeFirst());
      open.clear(place);
      order.add(place);
    }
    while (!left.isEmpty()) {
      Optional<Ranged> next =
          next(left, builder, leader, inOrder)
              .or(() -> binding(left, builder.bound()))
              .or(() -> closed(left, builder.bound(), wanted));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      left.remove(next.get());
      int place = place(parts, next.get(), open);
      open.clear(place);
      order.add(place);
      if (!builder.add(next.get().closedTo(builder.bound()))) {
        return Optional.empty();
      }
    }
    return Optional.of(builder.plan(wanted, order));
  }

  /// The first place of a part among those that are open: equal ones are as good as each other.
  private static int place(List<Ranged> parts, Ranged part, BitSet open) {
    return open.stream().filter(index -> parts.get(index).equals(part)).findFirst().orElseThrow();
  }

  /// The plan that another planner made of the same conjunction: its parts in that order.
  ///
  /// @param order see [Plan#order]
  /// @throws IllegalArgumentException if there is no such plan
  public Plan plan(
      List<Ranged> parts, List<Integer> order, BitSet bound, BitSet wanted, int slotCount) {
    if (!order.stream()
        .sorted()
        .toList()
        .equals(IntStream.range(0, parts.size()).boxed().toList())) {
      throw new IllegalArgumentException("no order of %d parts: %s".formatted(parts.size(), order));
    }
    var builder = new PlanBuilder(this, bound, slotCount, false);
    for (int place : order) {
      if (!builder.add(parts.get(place).closedTo(builder.bound()))) {
        throw new IllegalArgumentException("a part can never run in the order " + order);
      }
    }
    return builder.plan(wanted, order);
  }

  /// The slots that a conjunction binds when it is planned with these bound before.
  public static BitSet boundBy(List<BodyPart> parts) {
    BitSet slots = new BitSet();
    for (BodyPart part : parts) {
      switch (part) {
        case BodyPart.Match(Atom atom) -> atom.forEachSlot(slots::set);
        case BodyPart.Computed(_, Pattern subject, Pattern object) -> {
          subject.forEachSlot(slots::set);
          object.forEachSlot(slots::set);
        }
        case BodyPart.Bound _ -> {}
        case BodyPart.Scoped scoped -> {
          scoped.result().ifPresent(result -> result.forEachSlot(slots::set));
          if (scoped.kind().passesSolutionsOn()) {
            scoped.patterns().forEach(pattern -> slots.or(boundBy(pattern)));
          }
        }
      }
    }
    return slots;
  }

  /// The slots that some alternative binds.
  static BitSet boundBy(BodyPart.Conjunction pattern) {
    BitSet slots = new BitSet();
    pattern.alternatives().forEach(alternative -> slots.or(boundBy(alternative)));
    return slots;
  }

  /// The part that is to come next: the first that only tests or computes, if it can, else the
  /// match that promises the fewest rows, or when the order is fixed the first match as written.
  private Optional<Ranged> next(
      List<Ranged> left, PlanBuilder builder, Optional<Atom> leader, boolean inOrder) {
    BitSet bound = builder.bound();
    Ranged best = null;
    double bestRows = Double.POSITIVE_INFINITY;
    Ranged waiting = null;
    for (Ranged candidate : left) {
      switch (candidate.part()) {
        case BodyPart.Match(Atom atom)
            when leader.isPresent() && builder.precedes(leader.get(), atom) -> {}
        case BodyPart.Match(Atom atom) -> {
          double rows = inOrder && best != null ? Double.POSITIVE_INFINITY : cost(atom, builder);
          if (rows < bestRows) {
            best = candidate;
            bestRows = rows;
          }
        }
        case BodyPart.Computed computed -> {
          if (isReady(computed, bound)) {
            if (!awaitsFacts(computed, left, bound)) {
              return Optional.of(candidate);
            }
            waiting = candidate;
          }
        }
        case BodyPart.Bound(Pattern term) -> {
          if (term.isBound(bound)) {
            return Optional.of(candidate);
          }
        }
        case BodyPart.Scoped scoped -> {
          if (isReady(scoped, left, bound)) {
            return Optional.of(candidate);
          }
        }
      }
    }
    return Optional.ofNullable(best == null ? waiting : best);
  }

  /// Whether facts may still give what the part leaves open, and it is the one to compare that.
  private static boolean awaitsFacts(BodyPart.Computed computed, List<Ranged> left, BitSet bound) {
    List<Mode> eager = computed.builtin().modes().subList(0, computed.builtin().eagerModeCount());
    BitSet open = boundBy(List.of(computed));
    open.andNot(bound);
    return !open.isEmpty()
        && eager.stream().noneMatch(mode -> isMet(mode, computed, bound))
        && left.stream()
            .filter(other -> other.part() instanceof BodyPart.Match)
            .anyMatch(other -> boundBy(List.of(other.part())).intersects(open));
  }

  /// When nothing can have its turn: the first scoped part that binds something. What it waits for
  /// waits for it in turn, or both wait for what either could bind.
  private static Optional<Ranged> binding(List<Ranged> left, BitSet bound) {
    for (Ranged candidate : left) {
      if (candidate.part() instanceof BodyPart.Scoped scoped && hasScope(scoped, bound)) {
        BitSet binds = boundBy(List.of(scoped));
        binds.andNot(bound);
        if (!binds.isEmpty()) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  /// When nothing can have its turn: what could if quoted formulas may keep variables. Variables of
  /// a rule may stand in a formula only, as those of a rule that it quotes; then nothing binds
  /// them.
  ///
  /// @param wanted slots that must have values in the end
  private static Optional<Ranged> closed(List<Ranged> left, BitSet bound, BitSet wanted) {
    return left.stream()
        .filter(
            candidate ->
                candidate.part() instanceof BodyPart.Computed computed
                    && computed.builtin().keepsVariables()
                    && isReady(closed(computed, bound), bound)
                    && !leavesOpen(computed, bound).intersects(notToCome(left, wanted)))
        .findFirst();
  }

  /// The slots of `wanted` that no scoped part among those left may bind.
  private static BitSet notToCome(List<Ranged> left, BitSet wanted) {
    BitSet slots = (BitSet) wanted.clone();
    for (Ranged other : left) {
      if (other.part() instanceof BodyPart.Scoped) {
        slots.andNot(boundBy(List.of(other.part())));
      }
    }
    return slots;
  }

  /// The slots that a part would have had bound, and that it has not when closed.
  private static BitSet leavesOpen(BodyPart.Computed computed, BitSet bound) {
    BitSet open = boundBy(List.of(computed));
    open.andNot(boundBy(List.of(closed(computed, bound))));
    open.andNot(bound);
    return open;
  }

  private static BodyPart.Computed closed(BodyPart.Computed computed, BitSet bound) {
    return new BodyPart.Computed(
        computed.builtin(),
        computed.subject().restrictedTo(bound),
        computed.object().restrictedTo(bound));
  }

  private double cost(Atom atom, PlanBuilder builder) {
    double rows = CardinalityEstimate.rows(statistics.of(atom), atom, builder.bound());
    return builder.wouldTravel(atom) ? TRAVEL_COST * (1 + rows) : rows;
  }

  private static boolean isReady(BodyPart.Computed computed, BitSet bound) {
    return computed.builtin().modes().stream().anyMatch(mode -> isMet(mode, computed, bound));
  }

  private static boolean isMet(Mode mode, BodyPart.Computed computed, BitSet bound) {
    return meets(computed.subject(), mode.subject(), bound)
        && meets(computed.object(), mode.object(), bound);
  }

  private static boolean meets(Pattern pattern, Mode.Need need, BitSet bound) {
    return switch (need) {
      case BOUND -> pattern.isBound(bound);
      case LIST -> pattern.isBound(bound) || pattern instanceof Pattern.Listed;
      case LIST_BUT_ONE -> pattern.isBound(bound) || openItemCount(pattern, bound) <= 1;
      case LIST_FIRST ->
          pattern.isBound(bound)
              || (pattern instanceof Pattern.Listed(var items) && items.getFirst().isBound(bound));
      case ANY -> true;
    };
  }

  private static long openItemCount(Pattern pattern, BitSet bound) {
    return pattern instanceof Pattern.Listed(var items)
        ? items.stream().filter(item -> !item.isBound(bound)).count()
        : Long.MAX_VALUE;
  }

  /// A scoped part waits for its scope, and for all slots that it shares with parts that could
  /// still bind them: "no solution" must not be said too early. So what it is asked does not depend
  /// on the order of the plan.
  private static boolean isReady(BodyPart.Scoped scoped, List<Ranged> left, BitSet bound) {
    if (!hasScope(scoped, bound)) {
      return false;
    }
    BitSet shared = slotsOf(scoped);
    shared.andNot(bound);
    return left.stream()
        .map(Ranged::part)
        .filter(other -> !other.equals(scoped))
        .noneMatch(other -> couldBind(other).intersects(shared));
  }

  private static boolean hasScope(BodyPart.Scoped scoped, BitSet bound) {
    return scoped.scope().map(scope -> scope.isBound(bound)).orElse(true);
  }

  /// As [#boundBy], without what a builtin must be given.
  private static BitSet couldBind(BodyPart part) {
    if (!(part instanceof BodyPart.Computed(var builtin, Pattern subject, Pattern object))) {
      return boundBy(List.of(part));
    }
    BitSet slots = new BitSet();
    if (builtin.couldBindSubject()) {
      subject.forEachSlot(slots::set);
    }
    if (builtin.couldBindObject()) {
      object.forEachSlot(slots::set);
    }
    return slots;
  }

  /// The slots that the patterns and the template of a scoped part mention.
  static BitSet slotsOf(BodyPart.Scoped scoped) {
    BitSet slots = new BitSet();
    for (BodyPart.Conjunction pattern : scoped.patterns()) {
      pattern.alternatives().forEach(alternative -> slots.or(allSlots(alternative)));
    }
    scoped.template().ifPresent(template -> template.forEachSlot(slots::set));
    return slots;
  }

  private static BitSet allSlots(List<BodyPart> parts) {
    BitSet slots = boundBy(parts);
    for (BodyPart part : parts) {
      switch (part) {
        case BodyPart.Match _, BodyPart.Computed _ -> {}
        case BodyPart.Bound(Pattern term) -> term.forEachSlot(slots::set);
        case BodyPart.Scoped scoped -> {
          slots.or(slotsOf(scoped));
          scoped.scope().ifPresent(scope -> scope.forEachSlot(slots::set));
        }
      }
    }
    return slots;
  }
}
