package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all sites are told of each one's facts and rules, so that they decide alike what is next.
///
/// A machine that is alone tells itself.
final class Board {
  private final PartitionedStore facts;
  private final RuleSet rules;
  private final @Nullable Sites sites;
  private final Census census;

  // By predicate, how many facts of it this site has said it has.
  private final Map<Integer, Long> toldCounts = new HashMap<>();

  // Rules that were told of and are not in force yet.
  private final List<Triple> arrived = new ArrayList<>();

  private boolean isStale;

  /// @param sites the sites of the run; null for a machine that is alone
  /// @param isResumed whether what is derived here is what rules have concluded
  Board(PartitionedStore facts, RuleSet rules, @Nullable Sites sites, boolean isResumed) {
    this.facts = facts;
    this.rules = rules;
    this.sites = sites;
    census = new Census(sites == null ? 1 : sites.count());
    isStale =
        sites != null
            && !isResumed
            && facts.stores().stream().anyMatch(FactStore::hasDerivedOnly); // by a job that is over
  }

  Census census() {
    return census;
  }

  /// Says that what is derived here is not what rules conclude. The sites hear of it when they
  /// begin a run.
  void setStale() {
    isStale = true;
  }

  // ---------------------------------------------------------------- telling

  /// Tells all of what has changed for whatever reason, and hears the same.
  ///
  /// @return whether some site has said that it is stale
  boolean shareAll() {
    List<SiteNote> notes = meet(0, changedCounts(allPredicates()), rules.takeStated());
    isStale = false;
    boolean isAnyStale = notes.stream().anyMatch(SiteNote::isStale);
    if (isAnyStale) {
      // Some may have heard what others have not: all begin to count anew.
      toldCounts.clear();
      census.clear();
    }
    return isAnyStale;
  }

  /// Tells all of what a superstep's local phase has added, and hears the same.
  ///
  /// @param changed the predicates that it has added to here
  /// @param roundCount rounds so far here
  /// @return rounds so far at the site that has made most
  long share(Collection<Integer> changed, long roundCount) {
    List<SiteNote> notes = meet(roundCount, changedCounts(changed), rules.takeStated());
    return notes.stream().mapToLong(SiteNote::roundCount).max().orElseThrow();
  }

  /// Tells all of every rule that is stated here, after facts were dropped, and hears the same.
  ///
  /// @return all rules that are stated anywhere
  List<Triple> shareRulesAnew() {
    arrived.clear();
    rules.forgetStated();
    meet(0, changedCounts(allPredicates()), rules.takeStated());
    return takeArrived();
  }

  private List<SiteNote> meet(long roundCount, List<SiteNote.Count> counts, List<Triple> stated) {
    var own = new SiteNote(false, roundCount, counts, stated, isStale);
    List<SiteNote> notes = sites == null ? List.of(own) : sites.meet(own);
    census.update(notes.stream().map(SiteNote::counts).toList());
    notes.forEach(note -> arrived.addAll(note.rules()));
    return notes;
  }

  private Collection<Integer> allPredicates() {
    Set<Integer> predicates = new LinkedHashSet<>(toldCounts.keySet());
    for (FactStore store : facts.stores()) {
      store.allTables().forEach(table -> predicates.add(table.predicate()));
    }
    return predicates;
  }

  private List<SiteNote.Count> changedCounts(Collection<Integer> predicates) {
    List<SiteNote.Count> changed = new ArrayList<>();
    for (int predicate : predicates) {
      long count = facts.tables(predicate).stream().mapToLong(FactTable::rowCount).sum();
      Long told = toldCounts.put(predicate, count);
      if (told == null ? count > 0 : told != count) {
        changed.add(new SiteNote.Count(predicate, count));
      }
    }
    return changed;
  }

  // ---------------------------------------------------------------- plans

  /// The match that comes before all others of facts that workers own, in every plan whose first
  /// match is mirrored or open; or [Planner#ANY].
  ///
  /// Each site makes plans of its own. An instance is begun by the worker that owns what the first
  /// owned match finds; so that has to be the same match for all, or two would begin the instance,
  /// or nobody. It is decided once, when the rule is placed.
  int leader(ActiveRule rule, RuleBody body) {
    int first = Planner.ANY;
    long fewest = Long.MAX_VALUE;
    for (int i = 0; sites != null && i < body.matchCount(); i++) {
      Atom atom = body.match(i);
      if (!rule.placement().isMirrored(atom)) {
        long count =
            atom.predicate() instanceof Pattern.Constant(int predicate)
                ? census.count(predicate)
                : Long.MAX_VALUE - 1;
        if (count < fewest) {
          first = i;
          fewest = count;
        }
      }
    }
    return first;
  }

  // ---------------------------------------------------------------- rules

  /// Takes the rules that all know of by now, in an order that is the same for all. A machine that
  /// is alone need not wait until it has told itself.
  List<Triple> takeRules() {
    if (sites == null) {
      arrived.addAll(rules.takeStated());
    }
    return takeArrived();
  }

  /// Whether all know of rules that are not in force yet.
  boolean hasNewRules() {
    return !arrived.isEmpty();
  }

  private List<Triple> takeArrived() {
    List<Triple> taken = List.copyOf(arrived);
    arrived.clear();
    return taken;
  }
}
