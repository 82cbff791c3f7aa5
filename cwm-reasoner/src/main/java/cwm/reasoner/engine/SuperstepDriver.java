package cwm.reasoner.engine;

import cwm.rdf.store.FactRows;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.plan.Placement;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs the rules of a stratum superstep by superstep, the workers in step with one another.
///
/// A superstep has phases; each begins when all workers have ended the one before:
///
/// 1. *Local*: a worker takes in what others concluded in the superstep before, then runs the rules
///    that it can run alone to their fixpoint.
/// 2. *Exchange*: all other rules run on everything that is new since the last superstep. Where the
///    next match of a row may be with another worker, the row goes there and is answered in the
///    next hop; a conclusion goes to the worker that owns it. No row is answered before its
///    receiver's local phase is over, and everybody reads facts up to the end of that phase only:
///    so each pair of facts meets in exactly one superstep. Or nothing is sent: each worker reads
///    what is new at all of them, up to the same end, and concludes what it will own
///    ([#isToShare]).
/// 3. *Barrier*: mirrors get what was new.
///
/// The stratum is complete when a superstep finds nothing new anywhere. With one worker all rules
/// are local, and a single local phase does everything.
class SuperstepDriver implements AutoCloseable {
  /// What it costs to send a conclusion, in facts that are read.
  private static final long SENDING_COST = 3;

  private final PartitionedStore facts;
  private final RuleSet rules;
  private final Board board;
  private final List<Worker> workers;
  private final @Nullable Mirror mirror;
  private final @Nullable Exchange exchange;
  private @Nullable Crew crew;

  private int[] mirrorChanged = Worker.NO_PREDICATES;

  // As the last exchange phase began: the facts of each worker, and what all had sent.
  private final long[] factCounts;
  private long sentCount;

  private long roundCount;
  private int superstepCount;
  private int hopCount;

  /// @param workers those of this machine: the only one, or some with `mirror` and `exchange`
  ///   between them
  SuperstepDriver(
      PartitionedStore facts,
      RuleSet rules,
      Board board,
      List<Worker> workers,
      @Nullable Mirror mirror,
      @Nullable Exchange exchange) {
    this.facts = facts;
    this.rules = rules;
    this.board = board;
    this.workers = workers;
    this.mirror = mirror;
    this.exchange = exchange;
    factCounts = new long[workers.size()];
  }

  /// Rounds so far. Workers run theirs side by side, so the most that any has counts; what they do
  /// together in a superstep is a round too.
  long roundCount() {
    return roundCount;
  }

  int superstepCount() {
    return superstepCount;
  }

  /// Hops beyond the first of each superstep, in which rows were answered.
  int hopCount() {
    return hopCount;
  }

  /// Notes that the mirror has further facts of these predicates.
  void noteMirrorChanged(int[] predicates) {
    mirrorChanged =
        IntStream.concat(Arrays.stream(mirrorChanged), Arrays.stream(predicates)).toArray();
  }

  /// Runs one superstep.
  ///
  /// @param pending rules of the stratum that are to run whatever is new
  /// @param roundMax rounds that may be run
  /// @throws BudgetExhaustedException in the midst of the superstep
  /// @return whether the next one may find something new
  boolean superstep(int stratum, Collection<ActiveRule> pending, long roundMax) {
    superstepCount++;
    long roundLast = roundCount + roundMax;
    runLocal(stratum, pending, roundMax);
    if (exchange == null) {
      return false;
    }
    roundCount = board.share(changedHere(), roundCount);
    Collection<ActiveRule> woken = woken(stratum, pending);
    List<Task> tasks = tasks(woken);
    boolean isOver =
        tasks.isEmpty() && board.census().changedNow().stream().noneMatch(mirror()::has);
    if (!isOver) {
      if (roundCount >= roundLast) {
        throw workers.getFirst().outOfRounds();
      }
      roundCount++;
      runSpread(tasks);
    }
    endSuperstep(woken);
    return !isOver;
  }

  /// Runs every rule once, over the facts there were.
  void once() {
    superstepCount++;
    roundCount++;
    List<ActiveRule> local = rulesThat(rule -> rule.kind() == ActiveRule.Kind.LOCAL);
    workers.forEach(worker -> worker.runOnce(local));
    if (exchange != null) {
      List<ActiveRule> others = rulesThat(rule -> rule.kind() != ActiveRule.Kind.LOCAL);
      runSpread(tasks(others));
      endSuperstep(others);
    }
    workers.forEach(Worker::endOnce);
  }

  private List<ActiveRule> rulesThat(Predicate<ActiveRule> condition) {
    return rules.rules().stream().filter(condition).toList();
  }

  // ---------------------------------------------------------------- phases

  /// The local phase.
  void runLocal(int stratum, Collection<ActiveRule> pending, long roundMax) {
    int[] mirrored = mirrorChanged;
    long before = workers.stream().mapToLong(Worker::roundCount).max().orElseThrow();
    boolean isLarge =
        isLarge(pending.isEmpty() ? newFactCount() + newlySentCount() : facts.factCount());
    try {
      forEachWorker(
          isLarge, worker -> worker.runLocal(stratum, pending, mirrored, rules, roundMax));
    } finally {
      roundCount += workers.stream().mapToLong(Worker::roundCount).max().orElseThrow() - before;
    }
  }

  /// The exchange phase: hop by hop, until nobody has sent rows.
  void runSpread(List<Task> tasks) {
    boolean isLarge = isLarge(isAnyWhole(tasks) ? facts.factCount() : newFactCount());
    for (int i = 0; i < factCounts.length; i++) {
      factCounts[i] = workers.get(i).store().factCount();
    }
    sentCount = sentCount();
    forEachWorker(isLarge, worker -> worker.runSpread(tasks));
    for (int hop = 1; exchange().hasRows(hop - 1); hop++) {
      int number = hop;
      forEachWorker(isLarge, worker -> worker.answer(number));
      hopCount++;
    }
  }

  private boolean isLarge(long newFactCount) {
    return newFactCount >= facts.spreading().parallelFactMin();
  }

  private static boolean isAnyWhole(List<Task> tasks) {
    return tasks.stream().anyMatch(task -> task.match() == Task.WHOLE);
  }

  /// The barrier.
  ///
  /// @param woken rules that have run on all there was
  void endSuperstep(Collection<ActiveRule> woken) {
    int mirrorLast = mirror().last();
    for (ActiveRule rule : woken) {
      for (int i = 0; i < workers.size(); i++) {
        rule.at(i).setSeen(workers.get(i).last(), mirrorLast);
      }
      rule.setReadTick(board.census().now());
    }
    mirrorChanged = Worker.NO_PREDICATES;
    noteMirrorChanged(mirror().deliver(exchange().takeMirrored()));
  }

  /// Facts that workers have got since the last exchange phase began.
  private long newFactCount() {
    long count = 0;
    for (int i = 0; i < factCounts.length; i++) {
      count += workers.get(i).store().factCount() - factCounts[i];
    }
    return count;
  }

  /// Rows and conclusions that were sent since then: workers take conclusions in that they know.
  private long newlySentCount() {
    return sentCount() - sentCount;
  }

  private long sentCount() {
    return workers.stream().mapToLong(Worker::sentCount).sum();
  }

  private void forEachWorker(boolean isLarge, Consumer<Worker> action) {
    if (!isLarge || workers.size() == 1) {
      workers.forEach(action);
      return;
    }
    if (crew == null) {
      crew = new Crew(workers.size());
    }
    crew.run(number -> action.accept(workers.get(number)));
  }

  // ---------------------------------------------------------------- plans

  /// The rules that workers run together and that may have something to do.
  private Collection<ActiveRule> woken(int stratum, Collection<ActiveRule> pending) {
    int[] changed = board.census().changedNow().stream().mapToInt(Integer::intValue).toArray();
    return rules.woken(stratum, false, pending, mirrorChanged, null, changed);
  }

  /// The predicates of which this machine's workers have new facts in the superstep.
  private Set<Integer> changedHere() {
    Set<Integer> changed = new LinkedHashSet<>();
    for (Worker worker : workers) {
      for (int predicate : worker.changed().toArray()) {
        changed.add(predicate);
      }
    }
    return changed;
  }

  /// What workers have to do together. Plans are made here, for all of them: a row must mean the
  /// same to everybody.
  private List<Task> tasks(Collection<ActiveRule> woken) {
    List<Task> tasks = new ArrayList<>();
    woken.forEach(rule -> addTasks(rule, tasks));
    return tasks;
  }

  private void addTasks(ActiveRule rule, List<Task> tasks) {
    boolean hasRun = rule.hasRun();
    for (int index = 0; index < rule.bodies().size(); index++) {
      int body = index;
      RulePlans plans = rule.at(0).plans(body);
      RuleBody parts = rule.bodies().get(body);
      if (!hasRun) {
        if (IntStream.range(0, parts.matchCount()).allMatch(i -> hasNew(rule, parts.match(i)))) {
          plans.whole().ifPresent(plan -> tasks.add(new Task(rule, body, Task.WHOLE, plan)));
        }
        continue;
      }
      for (int match = 0; match < parts.matchCount(); match++) {
        if (hasNew(rule, parts.match(match))) {
          deltaTask(rule, body, match).ifPresent(tasks::add);
        }
      }
    }
  }

  private Optional<Task> deltaTask(ActiveRule rule, int body, int match) {
    RulePlans plans = rule.at(0).plans(body);
    Atom read = rule.bodies().get(body).match(match);
    Optional<Placement.Sharing> sharing =
        rule.sharing().filter(known -> known.shared().equals(read) && isToShare(rule, known));
    if (sharing.isEmpty()) {
      return plans.delta(match).map(plan -> new Task(rule, body, match, plan));
    }
    int predicate = predicateOf(read);
    List<FactRows> rows = workers.stream().map(worker -> worker.newRows(rule, predicate)).toList();
    return plans
        .shared(match, sharing.get().owned())
        .map(plan -> new Task(rule, body, match, plan, Optional.of(rows)));
  }

  /// Whether all workers are to read what is new for the rule at any of them.
  ///
  /// Nothing may be new for the pattern that makes a row one worker's: its facts count from when
  /// the mirror has them, and what a worker owns and what the mirror has of that must be the same.
  private boolean isToShare(ActiveRule rule, Placement.Sharing sharing) {
    int owned = predicateOf(sharing.owned());
    if (workers.getFirst().hasNew(rule, sharing.owned())
        || !workers.stream().allMatch(worker -> worker.isAllMirrored(owned))) {
      return false;
    }
    int shared = predicateOf(sharing.shared());
    long readCount = workers.stream().mapToLong(worker -> worker.readCount(rule, shared)).sum();
    return readCount > 0 && rule.instanceCount() * SENDING_COST >= readCount * workers.size();
  }

  private static int predicateOf(Atom atom) {
    return ((Pattern.Constant) atom.predicate()).id();
  }

  /// Whether the atom may match something that the rule has not read, wherever that is.
  private boolean hasNew(ActiveRule rule, Atom atom) {
    if (rule.placement().isMirrored(atom)) {
      return workers.getFirst().hasNew(rule, atom); // as on every machine
    }
    return !(atom.predicate() instanceof Pattern.Constant(int predicate))
        || board.census().hasChangedSince(predicate, rule.readTick());
  }

  private Mirror mirror() {
    return Objects.requireNonNull(mirror);
  }

  private Exchange exchange() {
    return Objects.requireNonNull(exchange);
  }

  @Override
  public void close() {
    if (crew != null) {
      crew.close();
      crew = null;
    }
  }
}
