package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.reasoner.plan.Plan;
import cwm.reasoner.plan.PlanRun;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.plan.RowRange;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A rule with its plans and how far it has read the facts.
final class ActiveRule {
  /// Plans are made anew when the store holds this many times the facts it held at planning.
  private static final int REPLAN_FACTOR = 8;

  private final Rule rule;
  private final FactStore store;
  private final List<Body> bodies = new ArrayList<>();
  private int stratum;
  private int seen = -1;

  ActiveRule(Rule rule, FactStore store) {
    this.rule = rule;
    this.store = store;
    for (List<BodyPart> alternative : rule.alternatives()) {
      bodies.add(new Body(alternative));
    }
  }

  Rule rule() {
    return rule;
  }

  int stratum() {
    return stratum;
  }

  void setStratum(int stratum) {
    this.stratum = stratum;
  }

  /// The last generation that the rule has read; -1 if it has not run.
  int seen() {
    return seen;
  }

  /// Goes on from where the same rule, compiled earlier, has read to.
  void resume(ActiveRule earlier) {
    seen = earlier.seen;
    stratum = earlier.stratum;
  }

  /// Makes the rule start from nothing.
  void forget() {
    seen = -1;
  }

  /// The constant predicates that the rule's patterns read from the store as facts come.
  List<Integer> predicates() {
    List<Integer> predicates = new ArrayList<>();
    for (Atom atom : matches()) {
      if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
        predicates.add(predicate);
      }
    }
    return predicates;
  }

  /// Whether some pattern of the rule has a variable in the place of the predicate.
  boolean readsAnyPredicate() {
    return matches().stream().anyMatch(atom -> !(atom.predicate() instanceof Pattern.Constant));
  }

  private List<Atom> matches() {
    return bodies.stream()
        .flatMap(body -> body.matches.stream())
        .map(Planner.Ranged::part)
        .map(part -> ((BodyPart.Match) part).atom())
        .toList();
  }

  /// Notes that the rule has read all up to generation `last`.
  void setSeen(int last) {
    seen = last;
  }

  /// Runs the rule on what came after it last ran, up to generation `last`. That it has read it is
  /// noted apart ([#setSeen]), when the whole round is done.
  ///
  /// @return instances found
  long run(PlanRun planRun, int last) {
    var window = new RowRange.Window(seen, last);
    long instances = 0;
    for (Body body : bodies) {
      HeadWriter writer = body.writer;
      long before = writer.rowCount();
      writer.setStratum(stratum);
      if (seen < 0) {
        body.whole().ifPresent(plan -> planRun.run(plan, window, writer));
      } else {
        for (int i = 0; i < body.matches.size(); i++) {
          if (body.hasDelta(i, window)) {
            body.delta(i).ifPresent(plan -> planRun.run(plan, window, writer));
          }
        }
      }
      instances += writer.rowCount() - before;
    }
    return instances;
  }

  /// One alternative of the rule's body.
  private final class Body {
    final List<BodyPart> parts;
    final List<Planner.Ranged> matches = new ArrayList<>();
    final HeadWriter writer;
    private final List<@Nullable Planned> deltas = new ArrayList<>();

    Body(List<BodyPart> parts) {
      this.parts = parts;
      writer = new HeadWriter(rule, Planner.boundBy(parts), store);
      for (BodyPart part : parts) {
        if (part instanceof BodyPart.Match) {
          matches.add(new Planner.Ranged(part, RowRange.DELTA));
          deltas.add(null);
        }
      }
    }

    boolean hasDelta(int index, RowRange.Window window) {
      Atom atom = ((BodyPart.Match) matches.get(index).part()).atom();
      if (!(atom.predicate() instanceof Pattern.Constant(int predicate))) {
        return true;
      }
      return store
          .table(predicate)
          .map(table -> table.rowCountAt(window.last()) > table.rowCountAt(window.seen()))
          .orElse(false);
    }

    /// The plan over all facts.
    Optional<Plan> whole() {
      List<Planner.Ranged> ranged =
          parts.stream().map(part -> new Planner.Ranged(part, RowRange.ALL)).toList();
      return plan(ranged, false);
    }

    /// The plan in which the match at `index` reads the delta, those before it older facts.
    Optional<Plan> delta(int index) {
      Planned planned = deltas.get(index);
      if (planned == null || store.factCount() > REPLAN_FACTOR * planned.factCount) {
        planned = new Planned(plan(ranged(index), true), store.factCount());
        deltas.set(index, planned);
      }
      return planned.plan;
    }

    private List<Planner.Ranged> ranged(int deltaIndex) {
      List<Planner.Ranged> ranged = new ArrayList<>();
      ranged.add(matches.get(deltaIndex));
      int matchIndex = 0;
      for (BodyPart part : parts) {
        if (!(part instanceof BodyPart.Match)) {
          ranged.add(new Planner.Ranged(part, RowRange.ALL));
        } else if (matchIndex++ != deltaIndex) {
          boolean before = matchIndex <= deltaIndex;
          ranged.add(new Planner.Ranged(part, before ? RowRange.OLD : RowRange.ALL));
        }
      }
      return ranged;
    }

    private Optional<Plan> plan(List<Planner.Ranged> ranged, boolean firstFixed) {
      BitSet wanted = new BitSet();
      rule.head().forEach(atom -> atom.forEachSlot(wanted::set));
      rule.headFormula().ifPresent(pattern -> pattern.forEachSlot(wanted::set));
      return new Planner(store)
          .plan(ranged, firstFixed, false, new BitSet(), wanted, rule.slotCount());
    }
  }

  private record Planned(Optional<Plan> plan, long factCount) {}
}
