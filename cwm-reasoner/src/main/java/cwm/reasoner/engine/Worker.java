package cwm.reasoner.engine;

import cwm.rdf.store.FactRows;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TripleList;
import cwm.reasoner.Budget;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.RunContext;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.plan.Courier;
import cwm.reasoner.plan.Plan;
import cwm.reasoner.plan.PlanRun;
import cwm.reasoner.plan.RowRange;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One worker: the facts it owns, and its part of each phase of a superstep.
///
/// Rules that run here alone ([ActiveRule.Kind#LOCAL]) run in *rounds*, each a generation of the
/// worker's facts, until nothing new follows. All others run in the phases behind that, on
/// everything that is new since the last superstep, up to the end of the last round; what they
/// conclude meanwhile is new in the next superstep, for local rules too.
///
/// Owned by whichever thread runs its part of the phase.
class Worker implements Courier {
  static final int[] NO_PREDICATES = {};

  private final int number;
  private final PartitionedStore facts;
  private final FactStore store;

  // With several workers only.
  private final @Nullable Mirror mirror;
  private final @Nullable Exchange exchange;
  private final @Nullable Outbox outbox;

  private RunContext context = new RunContext(Budget.unlimited(), 0);
  private PlanRun planRun;

  // The predicates of which the current superstep has new facts here, and the last generation that
  // it reads.
  private final PredicateSet changed = new PredicateSet();
  private int last = -1;

  // By mirrored predicate, how many of its rows the mirrors have been told of.
  private final Map<Integer, Integer> exportedCounts = new HashMap<>();

  private long roundCount;
  private long instanceCount;

  /// The one worker, or with a mirror and an exchange one of several.
  Worker(int number, PartitionedStore facts, @Nullable Mirror mirror, @Nullable Exchange exchange) {
    this.number = number;
    this.facts = facts;
    this.store = facts.storeOf(number);
    this.mirror = mirror;
    this.exchange = exchange;
    outbox = exchange == null ? null : new Outbox(number, facts, exchange);
    planRun = newPlanRun();
  }

  /// Starts a run. Facts that were added since the last one become a generation of their own.
  void begin(RunContext newContext) {
    context = newContext.forWorker();
    planRun = newPlanRun();
    roundCount = 0;
    instanceCount = 0;
    if (outbox != null) {
      outbox.clear();
    }
    store.nextGeneration();
    last = store.generation() - 1;
  }

  /// Goes on with another mirror, which has this worker's facts.
  void mirrorReplaced() {
    forgetMirror();
    for (FactTable table : store.allTables()) {
      if (mirror().has(table.predicate())) {
        exportedCounts.put(table.predicate(), table.rowCount());
      }
    }
  }

  /// Goes on with an empty mirror, which is to be told of everything.
  void mirrorEmptied() {
    forgetMirror();
    store.nextGeneration();
    last = store.generation() - 1;
  }

  private void forgetMirror() {
    planRun = newPlanRun();
    outbox().forgetPlans();
    exportedCounts.clear();
  }

  private PlanRun newPlanRun() {
    return mirror == null
        ? new PlanRun(store, facts.positions(), context)
        : new PlanRun(store, facts.positions(), mirror.store(), this, context);
  }

  FactStore store() {
    return store;
  }

  /// What the rule keeps for this worker.
  private WorkerRule stateOf(ActiveRule rule) {
    return rule.at(number - facts.firstWorker());
  }

  /// Rounds of this run.
  long roundCount() {
    return roundCount;
  }

  /// Instances of rules found in this run.
  long instanceCount() {
    return instanceCount;
  }

  /// Rows and conclusions sent to other workers in this run.
  long sentCount() {
    return outbox == null ? 0 : outbox.sentCount();
  }

  /// The predicates of which the current superstep has new facts here.
  PredicateSet changed() {
    return changed;
  }

  /// The last generation that rules read in the current superstep.
  int last() {
    return last;
  }

  void setLast(int generation) {
    last = generation;
  }

  /// What ends a run whose rounds are used up.
  BudgetExhaustedException outOfRounds() {
    return BudgetExhaustedException.ofSteps(context.budget().stepMax());
  }

  /// What the rule has to keep for this worker.
  ///
  /// @param plans the plans that the rule follows here
  WorkerRule newRule(ActiveRule rule, List<RulePlans> plans) {
    Conclusions own = outbox == null ? Conclusions.into(store) : outbox.own();
    Conclusions sink = rule.kind() == ActiveRule.Kind.LOCAL ? own : outbox();
    List<HeadWriter> writers =
        rule.bodies().stream().map(body -> newWriter(rule, body, sink)).toList();
    Optional<HeadWriter> sharing =
        rule.sharing().map(_ -> newWriter(rule, rule.bodies().getFirst(), own));
    return new WorkerRule(writers, sharing, plans);
  }

  private HeadWriter newWriter(ActiveRule rule, RuleBody body, Conclusions sink) {
    return new HeadWriter(rule.rule(), body.parts(), store.dictionary(), sink);
  }

  // ---------------------------------------------------------------- local rounds

  /// Takes in what others concluded in the superstep before, and runs local rules to their
  /// fixpoint. Breaks off when it is time to spread the facts.
  ///
  /// @param pending rules to run whatever is new
  /// @param mirrorChanged predicates of which the mirror has new facts
  /// @param roundMax rounds that may be run
  /// @throws BudgetExhaustedException with the open generation unfinished
  void runLocal(
      int stratum,
      Collection<ActiveRule> pending,
      int[] mirrorChanged,
      RuleSet rules,
      long roundMax) {
    takeConcluded();
    changed.clear();
    changed.addAll(store.nextGeneration());
    long roundCountBefore = roundCount;
    Collection<ActiveRule> woken =
        rules.woken(stratum, true, pending, changed.toArray(), store, mirrorChanged);
    while (!woken.isEmpty() && !facts.isToBeSpread()) {
      if (roundCount - roundCountBefore >= roundMax) {
        throw outOfRounds();
      }
      int roundLast = store.generation() - 1;
      for (ActiveRule rule : woken) {
        run(rule, roundLast);
      }
      // Only now: a round that is broken off is run again.
      for (ActiveRule rule : woken) {
        stateOf(rule).setSeen(roundLast, mirrorLast());
      }
      roundCount++;
      int[] added = store.nextGeneration();
      changed.addAll(added);
      woken = rules.woken(stratum, true, List.of(), added, store, NO_PREDICATES);
    }
    last = store.generation() - 1;
  }

  private void run(ActiveRule rule, int roundLast) {
    WorkerRule state = stateOf(rule);
    setWindows(state, roundLast);
    for (int body = 0; body < rule.bodies().size(); body++) {
      RulePlans plans = state.plans(body);
      RuleBody parts = rule.bodies().get(body);
      if (!state.hasRun()) {
        if (hasAll(rule, parts, roundLast)) { // else the plan need not even be made
          runAlone(rule, body, plans.whole());
        }
      } else {
        for (int match = 0; match < parts.matchCount(); match++) {
          if (hasNew(rule, parts.match(match), roundLast)) {
            runAlone(rule, body, plans.delta(match));
          }
        }
      }
    }
  }

  private boolean hasAll(ActiveRule rule, RuleBody body, int factsLast) {
    for (int match = 0; match < body.matchCount(); match++) {
      if (!hasNew(rule, body.match(match), factsLast)) {
        return false;
      }
    }
    return true;
  }

  private void runAlone(ActiveRule rule, int body, Optional<Plan> plan) {
    if (plan.isPresent()) {
      run(rule, plan.get(), stateOf(rule).writer(body));
    }
  }

  /// Runs a plan of which rows may be sent.
  private void run(Task task, WorkerRule state) {
    outbox().setRule(task.rule(), task.body(), task.match());
    planRun.setShared(task.shared().orElse(List.of()));
    boolean isShared = task.shared().isPresent();
    run(task.rule(), task.plan(), isShared ? state.sharingWriter() : state.writer(task.body()));
  }

  private void run(ActiveRule rule, Plan plan, HeadWriter writer) {
    writer.setStratum(rule.stratum());
    planRun.run(plan, writer);
    count(rule, writer);
  }

  private void count(ActiveRule rule, HeadWriter writer) {
    long count = writer.takeRowCount();
    instanceCount += count;
    stateOf(rule).addInstances(count);
  }

  private void setWindows(WorkerRule state, int factsLast) {
    planRun.setWindows(state.window(factsLast), state.mirrorWindow(mirrorLast()));
  }

  private int mirrorLast() {
    return mirror == null ? -1 : mirror.last();
  }

  /// Whether the atom may match facts that the rule has not read, up to generation `factsLast`.
  private boolean hasNew(ActiveRule rule, Atom atom, int factsLast) {
    WorkerRule state = stateOf(rule);
    if (rule.placement().isMirrored(atom)) {
      return hasNew(mirror().store(), atom, state.mirrorWindow(mirrorLast()));
    }
    return hasNew(store, atom, state.window(factsLast));
  }

  private static boolean hasNew(FactStore store, Atom atom, RowRange.Window window) {
    if (!(atom.predicate() instanceof Pattern.Constant(int predicate))) {
      return true;
    }
    Optional<FactTable> table = store.table(predicate);
    return table.isPresent()
        && table.get().rowCountAt(window.last()) > table.get().rowCountAt(window.seen());
  }

  private Mirror mirror() {
    return Objects.requireNonNull(mirror);
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange);
  }

  private Outbox outbox() {
    return Objects.requireNonNull(outbox);
  }

  // ---------------------------------------------------------------- what workers do together

  /// Whether a match of a rule that workers run together has something new here.
  boolean hasNew(ActiveRule rule, Atom atom) {
    return hasNew(rule, atom, last);
  }

  // Between phases, for the driver.

  /// What this worker has as new of a predicate for the rule.
  FactRows newRows(ActiveRule rule, int predicate) {
    int seen = stateOf(rule).seen();
    return store
        .table(predicate)
        .map(table -> table.rows(table.rowCountAt(seen), table.rowCountAt(last)))
        .orElse(FactRows.NONE);
  }

  /// Whether the mirror has all that this worker has of a predicate, up to the end of the local
  /// phase.
  boolean isAllMirrored(int predicate) {
    return exportedCounts.getOrDefault(predicate, 0) == countAt(predicate, last);
  }

  /// How many facts of a predicate the rule has read here.
  long readCount(ActiveRule rule, int predicate) {
    return countAt(predicate, stateOf(rule).seen());
  }

  private int countAt(int predicate, int generation) {
    return store.table(predicate).map(table -> table.rowCountAt(generation)).orElse(0);
  }

  /// The first hop: tells the mirrors what is new, and runs the plans on what is new here.
  void runSpread(List<Task> tasks) {
    outbox().startHop(0);
    export();
    for (Task task : tasks) {
      if (isHere(task)) {
        WorkerRule state = stateOf(task.rule());
        setWindows(state, last);
        run(task, state);
      }
    }
    outbox().endHop();
  }

  private boolean isHere(Task task) {
    ActiveRule rule = task.rule();
    if (rule.kind() == ActiveRule.Kind.HOME && rule.home() != number) {
      return false;
    }
    return task.match() == Task.WHOLE
        || task.shared().isPresent()
        || hasNew(rule, rule.bodies().get(task.body()).match(task.match()));
  }

  /// A further hop: goes on with the rows that others sent in the one before.
  void answer(int hop) {
    outbox().startHop(hop);
    for (Parcel.Rows parcel : exchange().takeRows(number, hop - 1)) {
      setWindows(stateOf(parcel.rule()), last);
      ActiveRule rule = parcel.rule();
      outbox().setRule(rule, parcel.body(), parcel.match());
      HeadWriter writer = stateOf(rule).writer(parcel.body());
      writer.setStratum(rule.stratum());
      planRun.resume(parcel.plan(), parcel.step(), parcel.rows().get(), writer);
      count(rule, writer);
    }
    outbox().endHop();
  }

  // ---------------------------------------------------------------- where rows go

  @Override
  public int here() {
    return number;
  }

  @Override
  public boolean hasOtherDictionaries() {
    return exchange().workerCount() > facts.stores().size();
  }

  @Override
  public int workerOf(int subject, int predicate, int object) {
    return facts.workerOf(subject, predicate, object);
  }

  @Override
  public boolean owns(int subject, int predicate, int object) {
    return workerOf(subject, predicate, object) == number;
  }

  @Override
  public void send(int worker, Plan plan, int step, int[][] columns, int row, int[] slots) {
    outbox().addRow(worker, plan, step, columns, row, slots);
  }

  // ---------------------------------------------------------------- what comes, and what mirrors
  // get

  /// Takes in what others have concluded for this worker.
  void takeConcluded() {
    if (exchange == null) {
      return;
    }
    for (Parcel.Concluded parcel : exchange.takeConcluded(number)) {
      FactColumns columns = parcel.facts().get();
      columns.deriveIn(store, parcel.stratum());
      outbox().reuse(columns);
    }
  }

  /// Tells the mirrors what the superstep has as new.
  private void export() {
    var rows = new TripleList();
    for (int i = 0; i < changed.size(); i++) {
      store.table(changed.get(i)).ifPresent(table -> addUntold(table, rows));
    }
    send(rows);
  }

  /// Tells the mirrors all that they have not been told yet, of predicates that are new to them
  /// everything.
  void exportAll() {
    var rows = new TripleList();
    store.allTables().forEach(table -> addUntold(table, rows));
    send(rows);
  }

  private void addUntold(FactTable table, TripleList rows) {
    int predicate = table.predicate();
    if (!mirror().has(predicate)) {
      return;
    }
    int end = table.rowCountAt(last);
    int row = exportedCounts.getOrDefault(predicate, 0);
    if (row < end) {
      exportedCounts.put(predicate, end);
    }
    for (; row < end; row++) {
      rows.accept(table.subject(row), predicate, table.object(row));
    }
  }

  private void send(TripleList rows) {
    if (rows.size() > 0) {
      exchange().send(number, new Parcel.Mirrored(() -> rows));
    }
  }

  /// Runs local rules once, as part of a superstep in which nothing runs to a fixpoint.
  void runOnce(Collection<ActiveRule> localRules) {
    changed.clear();
    for (ActiveRule rule : localRules) {
      run(rule, last);
    }
    for (ActiveRule rule : localRules) {
      stateOf(rule).setSeen(last, mirrorLast());
    }
    roundCount++;
  }

  /// Ends such a superstep.
  void endOnce() {
    takeConcluded();
    store.nextGeneration();
  }

  /// Drops what was not sent.
  void clear() {
    outbox().clear();
    store.nextGeneration();
  }
}
