package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.reasoner.RunContext;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.plan.Placement;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Stratification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The workers of a machine with what is between them: one that has all facts, or several, once
/// facts are spread; and on one of several [Sites], with what is between these.
final class WorkerGroup {
  private final PartitionedStore facts;
  private final RuleSet rules;
  private final Board board;
  private final @Nullable Sites sites;
  private final Assembly assembly;
  private List<Worker> workers;

  // With several workers only.
  private @Nullable Mirror mirror;
  private @Nullable Exchange exchange;
  private @Nullable RulePlacer placer;

  /// @param sites the sites of the run; null for a machine that is alone
  WorkerGroup(
      PartitionedStore facts,
      RuleSet rules,
      Board board,
      @Nullable Sites sites,
      Assembly assembly) {
    this.facts = facts;
    this.rules = rules;
    this.board = board;
    this.sites = sites;
    this.assembly = assembly;
    workers = sites == null ? List.of(assembly.worker(0, facts, null, null)) : form();
  }

  List<Worker> workers() {
    return workers;
  }

  SuperstepDriver newDriver() {
    return assembly.driver(facts, rules, board, workers, mirror, exchange);
  }

  /// Starts a run: facts that were added since the last one become a generation, and rules that are
  /// new get their workers.
  ///
  /// @param resumption where to go on; null for the run's beginning
  /// @return whether some site has derived facts that rules do not conclude; then all are to be
  ///   dropped, and nothing else is done here
  boolean begin(RunContext context, @Nullable Resumption resumption) {
    if (workers.size() < facts.stores().size()) {
      rules.add(board.takeRules());
      regroup(context);
      return false;
    }
    workers.forEach(worker -> worker.begin(context));
    if (board.shareAll()) {
      return true;
    }
    rules.add(board.takeRules());
    if (resumption != null) {
      resume(resumption, Objects.requireNonNull(mirror));
      return false;
    }
    takeNewRules();
    if (mirror != null) {
      export(mirror);
    }
    return false;
  }

  /// Has rules begin as if they had read what they have at other sites: mirrors get first what had
  /// been read there.
  private void resume(Resumption from, Mirror into) {
    List<Integer> last = workers.stream().map(Worker::last).toList();
    workers.forEach(worker -> worker.setLast(from.seen()));
    takeNewRules();
    int mirrorSeen = into.last();
    for (int i = 0; i < workers.size(); i++) {
      workers.get(i).setLast(last.get(i));
    }
    export(into);
    List<ActiveRule> all = List.copyOf(rules.rules());
    var strata = Stratification.of(all.stream().map(ActiveRule::rule).toList());
    for (int number = 0; number < all.size(); number++) {
      ActiveRule rule = all.get(number);
      rule.setStratum(strata.stratum(number));
      if (from.hasRun(rule.stratum())) {
        for (int i = 0; i < workers.size(); i++) {
          rule.at(i).setSeen(from.seen(), mirrorSeen);
        }
        rule.setReadTick(board.census().now() - 1); // any predicate may have further facts
      }
    }
  }

  /// Has the mirror told of all facts that it was not told of.
  ///
  /// @return the predicates of which it has more
  private int[] export(Mirror into) {
    workers.forEach(Worker::exportAll);
    Exchange between = Objects.requireNonNull(exchange);
    between.settle();
    return into.deliver(between.takeMirrored());
  }

  /// Spreads the facts of the one worker over all.
  void spread(RunContext context) {
    facts.spread();
    regroup(context);
  }

  /// Makes workers for facts that have been spread. Rules keep how far they have read: workers
  /// number generations as the one did that had all facts.
  private void regroup(RunContext context) {
    int[] seen =
        rules.rules().stream()
            .mapToInt(rule -> rule.hasWorkers() ? rule.at(0).seen() : -1)
            .toArray();
    workers = form();
    rules.forgetStated();
    board.shareAll();
    workers.forEach(worker -> worker.begin(context));
    Objects.requireNonNull(placer).place(rules.rules(), rules.rules());
    Objects.requireNonNull(mirror).fill(facts);
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

  /// The workers of the facts that are spread, with a mirror and an exchange between them.
  private List<Worker> form() {
    var newMirror = new Mirror(facts);
    Exchange between =
        sites == null
            ? new InMemoryExchange(facts.stores().size())
            : new SiteExchange(sites, rules, facts);
    mirror = newMirror;
    exchange = between;
    placer = new RulePlacer(facts, board.census(), newMirror, sites == null);
    return IntStream.range(0, facts.stores().size())
        .mapToObj(i -> assembly.worker(facts.firstWorker() + i, facts, newMirror, between))
        .toList();
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
    return export(into);
  }

  private void hand(ActiveRule rule) {
    boolean isLocal = rule.kind() == ActiveRule.Kind.LOCAL;
    List<RulePlans> shared =
        isLocal
            ? List.of()
            : rule.newPlans(
                placement -> planner(placement, this::largest),
                facts::factCount,
                body -> board.leader(rule, body));
    List<WorkerRule> states = new ArrayList<>();
    for (Worker worker : workers) {
      FactStore own = worker.store();
      List<RulePlans> plans =
          isLocal
              ? rule.newPlans(
                  placement -> planner(placement, _ -> own), own::factCount, _ -> Planner.ANY)
              : shared;
      states.add(worker.newRule(rule, plans));
    }
    rule.setWorkers(states, exchange == null ? 1 : exchange.workerCount());
  }

  private Planner planner(Placement placement, Planner.Statistics ofOwned) {
    return new Planner(
        facts.dictionary(),
        atom -> placement.isMirrored(atom) ? mirrorStore() : ofOwned.of(atom),
        placement);
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
      return hasNewer(mirror.store(), atom, rule.at(0).mirrorSeen());
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
      refill(mirror);
      int mirrorLast = mirror.last();
      for (ActiveRule rule : kept) {
        for (int i = 0; i < workers.size(); i++) {
          rule.at(i).setSeen(rule.at(i).seen(), mirrorLast);
        }
        rule.setReadTick(board.census().now());
      }
    }
    takeNewRules();
  }

  private void refill(Mirror old) {
    if (sites == null) {
      old.refill(facts);
      workers.forEach(Worker::mirrorReplaced);
    } else {
      old.empty(facts.dictionary());
      workers.forEach(Worker::mirrorEmptied);
      export(old);
    }
  }

  /// Drops what is under way between workers, which may be anywhere between two barriers.
  void clear() {
    if (exchange != null) {
      exchange.clear();
      workers.forEach(Worker::clear);
    }
  }
}
