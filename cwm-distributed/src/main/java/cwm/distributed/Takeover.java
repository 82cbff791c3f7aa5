package cwm.distributed;

import cwm.cluster.state.Agenda;
import cwm.cluster.state.Job;
import cwm.reasoner.engine.History;
import cwm.reasoner.engine.Resumption;
import cwm.reasoner.engine.SiteNote;
import cwm.reasoner.engine.Sites;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a job goes on from what was derived before it, though others own facts now: each owner has
/// what was derived of its sets, from when it owned them itself or as a copy, and all agree on the
/// last superstep that each of them has all of.
///
/// Used by the thread of jobs.
final class Takeover {
  private static final int NONE = 0;

  // What owners can do with the superstep that all have: nothing; go on from there, since rules
  // have read what the job loads, or it loads nothing; or go on from the end of the base, and what
  // the job loads comes after it.
  private static final long WITH_LOADS = 1;
  private static final long BEFORE_LOADS = 2;
  private static final long USES = 3;

  private final Job job;
  private final long placed;
  private final DerivedCopies copies;

  // What this node derived itself, as the owner of some sets.
  private final @Nullable Shard former;

  private final Set<Long> formerSets = new HashSet<>();
  private final List<DerivedCopy> taken = new ArrayList<>();
  private final List<Lineage> lineages = new ArrayList<>();
  private int offered = Integer.MAX_VALUE;

  // As all have agreed.
  private long history;
  private int superstep;
  private boolean isBeforeLoads;

  /// @param former what this node owned when something was derived last; null if it owned nothing
  /// @param sets of which this node is to own the facts
  private Takeover(
      Job job, Agenda agenda, DerivedCopies copies, @Nullable Shard former, Set<Long> sets) {
    this.job = job;
    placed = agenda.placed();
    this.copies = copies;
    this.former = former;
    sets.forEach(this::find);
  }

  /// Looks for what was derived of a set.
  private void find(long set) {
    Optional<Lineage> own =
        Optional.ofNullable(former).filter(known -> known.owned(set)).flatMap(Shard::lineage);
    if (own.isPresent() && offer(own.get())) {
      formerSets.add(set);
      return;
    }
    Optional<DerivedCopy> copy = copies.copy(set);
    if (copy.isPresent() && offer(copy.get().lineage())) {
      taken.add(copy.get());
    } else {
      offered = NONE;
    }
  }

  private boolean offer(Lineage found) {
    int usable = copies.usable(found, job, placed);
    if (usable == NONE || lineages.stream().anyMatch(each -> each.history() != found.history())) {
      return false;
    }
    lineages.add(found);
    offered = Math.min(offered, usable);
    return true;
  }

  /// Agrees with the other nodes of a job on where to go on.
  ///
  /// @param former what this node owned when something was derived last; null if it owned nothing
  /// @param sets of which this node is to own the facts
  /// @param loadsRules whether this node loads rules: they would not be told from those that have
  ///   read what there was
  /// @return empty if nothing can be taken up
  static Optional<Takeover> agree(
      Sites sites,
      Job job,
      Agenda agenda,
      DerivedCopies copies,
      @Nullable Shard former,
      Set<Long> sets,
      boolean loadsRules) {
    var takeover = new Takeover(job, agenda, copies, former, sets);
    return takeover.isAgreed(sites, loadsRules) ? Optional.of(takeover) : Optional.empty();
  }

  private boolean isAgreed(Sites sites, boolean loadsRules) {
    Lineage own = offered == NONE || lineages.isEmpty() ? null : lineages.getFirst();
    List<Long> histories = owners(told(sites, own == null ? NONE : own.history(), false));
    List<Long> supersteps = owners(told(sites, own == null ? NONE : offered, false));
    history = histories.getFirst();
    int least = Math.toIntExact(Collections.min(supersteps));
    boolean isOne = history != NONE && histories.stream().allMatch(each -> each == history);
    // Two jobs may have gone on from one superstep in two ways.
    boolean isOfOneJob =
        lineages.stream().map(each -> each.runBy(Math.min(least, each.count()))).distinct().count()
            == 1;
    long use =
        own == null || !isOne || !isOfOneJob ? NONE : USES * own.runBy(least) + use(own, least);
    List<SiteNote> uses = told(sites, use, loadsRules);
    long all = owners(uses).getFirst();
    isBeforeLoads = all % USES == BEFORE_LOADS;
    superstep = isBeforeLoads && own != null ? own.baseSuperstep() : least;
    return all % USES != NONE
        && owners(uses).stream().allMatch(each -> each == all)
        && !(isBeforeLoads && uses.stream().anyMatch(SiteNote::hasRows));
  }

  /// The superstep that is taken up.
  int superstep() {
    return superstep;
  }

  /// Whether what the job loads is new to what was derived.
  boolean isBeforeLoads() {
    return isBeforeLoads;
  }

  private long use(Lineage known, int least) {
    int base = known.baseSuperstep();
    if (least < base) {
      return NONE;
    }
    if (job.loads().isEmpty() || least >= base + 2) {
      return least < Resumption.FIRST ? NONE : WITH_LOADS;
    }
    return base < Resumption.FIRST ? NONE : BEFORE_LOADS;
  }

  private static List<SiteNote> told(Sites sites, long number, boolean loadsRules) {
    return sites.meet(new SiteNote(loadsRules, number, List.of(), List.of(), false));
  }

  private List<Long> owners(List<SiteNote> notes) {
    return notes.stream().limit(job.map().nodes().size()).map(SiteNote::roundCount).toList();
  }

  /// Has this node's copies forget what came behind the superstep.
  void truncateCopies() {
    copies.takeUp(history, superstep);
  }

  /// Brings what was derived to its new owner.
  ///
  /// @param owner has what inputs state
  /// @return what there is of it
  Lineage restore(Shard owner) {
    for (int each = 1; each <= superstep; each++) {
      owner.facts().nextGeneration();
      History.DerivedSink sink =
          (stratum, s, p, o) -> {
            boolean _ = owner.facts().derive(s, p, o, stratum);
          };
      Shard known = former;
      if (known != null && !formerSets.isEmpty()) {
        known.forEachDerived(
            each,
            (set, stratum, s, p, o) -> {
              if (formerSets.contains(set)) {
                sink.accept(stratum, s, p, o);
              }
            });
      }
      for (DerivedCopy copy : taken) {
        copy.forEach(each, sink);
      }
    }
    return owner.takeUp(lineages.getFirst(), superstep);
  }
}
