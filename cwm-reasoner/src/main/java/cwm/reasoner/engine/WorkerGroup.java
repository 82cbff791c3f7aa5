package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The workers of a machine with what is between them: one that has all facts, or several, once
/// facts are spread.
final class WorkerGroup {
  private final PartitionedStore facts;
  private final RuleSet rules;
  private final Assembly assembly;
  private List<Worker> workers;

  // With several workers only.
  private @Nullable Mirror mirror;
  private @Nullable Exchange exchange;
  private @Nullable RulePlacer placer;

  WorkerGroup(PartitionedStore facts, RuleSet rules, Assembly assembly) {
    this.facts = facts;
    this.rules = rules;
    this.assembly = assembly;
    workers = List.of(assembly.worker(0, facts, null, null));
  }

  List<Worker> workers() {
    return workers;
  }

  SuperstepDriver newDriver() {
    return assembly.driver(facts, rules, workers, mirror, exchange);
  }

  /// Starts a run: facts that were added since the last one become a generation, and rules that are
  /// new get their workers.
  void begin(Budget budget) {
    if (workers.size() < facts.stores().size()) {
      regroup(budget);
      return;
    }
    workers.forEach(worker -> worker.begin(budget));
    takeNewRules();
    if (mirror != null) {
      workers.forEach(Worker::exportAll);
      mirror.deliver(Objects.requireNonNull(exchange).takeMirrored());
    }
  }

  /// Spreads the facts of the one worker over all.
  void spread(Budget budget) {
    facts.spread();
    regroup(budget);
  }

  /// Makes workers for facts that have been spread. Rules keep how far they have read: workers
  /// number generations as the one did that had all facts.
  private void regroup(Budget budget) {
    int[] seen =
        rules.rules().stream()
            .mapToInt(rule -> rule.hasWorkers() ? rule.at(0).seen() : -1)
            .toArray();
    var newMirror = new Mirror(facts);
    var newExchange = new InMemoryExchange(facts.stores().size());
    mirror = newMirror;
    exchange = newExchange;
    placer = new RulePlacer(facts, newMirror);
    List<Worker> group = new ArrayList<>();
    for (int i = 0; i < facts.stores().size(); i++) {
      group.add(assembly.worker(i, facts, newMirror, newExchange));
    }
    workers = List.copyOf(group);
    rules.tablesReplaced();
    workers.forEach(worker -> worker.begin(budget));
    placer.place(rules.rules(), rules.rules());
    newMirror.fill(facts);
    workers.forEach(Worker::mirrorReplaced);
    int index = 0;
    for (ActiveRule rule : rules.rules()) {
      hand(rule);
      if (seen[index] >= 0) {
        for (int i = 0; i < workers.size(); i++) {
          rule.at(i).setSeen(seen[index], seen[index]);
        }
      }
      index++;
    }
  }

  /// Gives workers to the rules that have none yet.
  ///
  /// @return predicates of which the mirror has facts now that it did not have
  int[] takeNewRules() {
    List<ActiveRule> added = rules.rules().stream().filter(rule -> !rule.hasWorkers()).toList();
    int[] mirrored =
        added.isEmpty() || mirror == null ? Worker.NO_PREDICATES : place(added, mirror);
    added.forEach(this::hand);
    return mirrored;
  }

  private int[] place(List<ActiveRule> added, Mirror into) {
    Objects.requireNonNull(placer).place(added, rules.rules());
    workers.forEach(Worker::exportAll);
    return into.deliver(Objects.requireNonNull(exchange).takeMirrored());
  }

  private void hand(ActiveRule rule) {
    boolean isLocal = rule.kind() == ActiveRule.Kind.LOCAL;
    List<RulePlans> shared =
        isLocal ? List.of() : rule.newPlans(planner(rule, this::largest), facts::factCount);
    List<WorkerRule> states = new ArrayList<>();
    for (Worker worker : workers) {
      FactStore own = worker.store();
      List<RulePlans> plans =
          isLocal ? rule.newPlans(planner(rule, _ -> own), own::factCount) : shared;
      states.add(worker.newRule(rule, plans));
    }
    rule.setWorkers(states);
  }

  private Planner planner(ActiveRule rule, Planner.Statistics ofOwned) {
    TermDictionary dictionary = facts.dictionary();
    return new Planner(
        dictionary,
        atom -> rule.placement().isMirrored(atom) ? mirrorStore() : ofOwned.of(atom),
        rule.placement());
  }

  private FactStore mirrorStore() {
    return Objects.requireNonNull(mirror).store();
  }

  /// The facts of the worker that has most of what the atom may match.
  private FactStore largest(Atom atom) {
    return facts.stores().stream()
        .max(Comparator.comparingLong(store -> countOf(store, atom)))
        .orElseThrow();
  }

  private static long countOf(FactStore store, Atom atom) {
    return atom.predicate() instanceof Pattern.Constant(int predicate)
        ? store.table(predicate).map(table -> (long) table.rowCount()).orElse(0L)
        : store.factCount();
  }

  /// Whether facts that the atom may match came after a rule read all there were.
  boolean hasChangedSince(ActiveRule rule, Atom atom) {
    if (mirror != null) {
      return hasNewer(mirror.store(), atom, rule.at(rule.home()).mirrorSeen());
    }
    return hasNewer(workers.getFirst().store(), atom, rule.at(0).seen());
  }

  private static boolean hasNewer(FactStore store, Atom atom, int seen) {
    if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
      return store.table(predicate).map(table -> hasNewer(table, atom, seen)).orElse(false);
    }
    return store.tables().stream().anyMatch(table -> hasNewer(table, atom, seen));
  }

  private static boolean hasNewer(FactTable table, Atom atom, int seen) {
    for (int row = table.rowCountAt(seen); row < table.rowCount(); row++) {
      if (mayBe(atom.subject(), table.subject(row)) && mayBe(atom.object(), table.object(row))) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBe(Pattern pattern, int id) {
    return !(pattern instanceof Pattern.Constant(int constant)) || constant == id;
  }

  /// To be called after derived facts were dropped or facts retracted.
  ///
  /// @param kept rules that have read everything there is
  void factsDropped(Collection<ActiveRule> kept) {
    if (mirror != null) {
      mirror.refill(facts);
      int mirrorLast = mirror.last();
      workers.forEach(Worker::mirrorReplaced);
      for (ActiveRule rule : kept) {
        for (int i = 0; i < workers.size(); i++) {
          rule.at(i).setSeen(rule.at(i).seen(), mirrorLast);
        }
      }
    }
    takeNewRules();
  }

  /// Drops what is under way between workers.
  void clear() {
    if (exchange != null) {
      exchange.clear();
      workers.forEach(Worker::clear);
    }
  }
}
