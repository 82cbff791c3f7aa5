package cwm.simulation.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.ClusterListener;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Participant;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.ReasoningConfig;
import cwm.distributed.SetSnapshots;
import cwm.distributed.Spilling;
import cwm.ipc.message.FactScope;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.World;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import cwm.simulation.Fibers;
import cwm.simulation.LogFaults;
import cwm.simulation.SimulatedCluster;
import cwm.simulation.SimulatedNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A life of a simulated cluster whose nodes load facts and rules, think, ask, come and go, by
/// seed.
///
/// What was loaded when all is quiet and somebody has had the cluster think has to be there with
/// exactly what follows from it.
final class ReasoningRun implements AutoCloseable {
  private static final int ACTION_COUNT = 10;
  private static final int FAILURE_COUNT = 4;

  /// How seldom there are more than five nodes.
  private static final int LARGE_ONE_IN = 10;

  /// Its instances are found at all nodes, and all have the time of the job.
  private static final String TIMED_RULE =
      """
      @prefix time: <http://www.w3.org/2000/10/swap/time#> .
      { ?x <http://example.org/#p0> ?y . "%s" time:gmTime ?t } =>
          { ?x <http://example.org/#seenAt> ?t } .
      """;

  static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE_MAX = Duration.ofMillis(60);
  static final Duration ABSENCE_MAX = Duration.ofSeconds(9);

  final RandomSource random;
  final SimulatedCluster cluster;
  private final ReasoningConfig config;
  final boolean areLogsFast;
  final boolean isDurable;
  private final int copyCount;
  final List<Triple> statements;
  final Set<Triple> loaded = new LinkedHashSet<>();
  final List<Part> parts = new ArrayList<>();
  private final List<String> stale = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();

  /// A node, and what it does.
  static final class Part {
    final SimulatedNode node;
    Fibers fibers;
    final List<CompletableFuture<?>> underWay = new ArrayList<>();
    @Nullable DistributedReasoner reasoner;
    boolean isThere;

    Part(SimulatedNode node) {
      this.node = node;
      fibers = new Fibers(node.host());
    }

    /// Ends as `kill -9` would have it.
    void crash() {
      node.crash();
      fibers.close();
      underWay.clear();
    }

    /// Begins a new life with what is on its disk.
    void restart() {
      node.start();
      fibers = new Fibers(node.host());
    }

    Agenda agenda() {
      return node.cluster().agenda();
    }

    DistributedReasoner reasoner() {
      return Objects.requireNonNull(reasoner);
    }

    /// Has something done that waits.
    <T> CompletableFuture<T> begin(Callable<T> task) {
      var done = new CompletableFuture<T>();
      underWay.add(done);
      fibers.start(
          "client",
          () -> {
            try {
              done.complete(task.call());
            } catch (Exception e) {
              done.completeExceptionally(e);
            }
          });
      return done;
    }
  }

  /// Throws what is wrong with the closure.
  static void checkClosure(long seed) {
    try (var run = new ReasoningRun(seed, RandomProgram.mixed(seed).statements())) {
      run.live();
    }
  }

  /// Throws what is wrong after failures of nodes.
  static void checkFailures(long seed) {
    try (var run = new ReasoningRun(seed, 3, 2, RandomProgram.mixed(seed).statements())) {
      run.survive();
    }
  }

  /// Throws what is wrong with the number of instances.
  static void checkInstances(long seed) {
    try (var run = new ReasoningRun(seed, RandomProgram.plain(seed).statements())) {
      run.countInstances();
    }
  }

  /// Throws what is wrong with the order of what is collected.
  static void checkOrder(long seed) {
    List<Triple> statements = new ArrayList<>(RandomProgram.mixed(seed).statements());
    statements.addAll(RandomProgram.collecting());
    statements.addAll(N3Reader.parse(TIMED_RULE, "").orThrow().statements());
    try (var run = new ReasoningRun(seed, statements)) {
      run.collect();
    }
  }

  /// Throws what is wrong after the loss of a node that was loading.
  static void checkLoss(long seed) {
    try (var run = new ReasoningRun(seed, 3, 1, RandomProgram.mixed(seed).statements())) {
      run.loseLoader();
    }
  }

  /// Throws what is wrong with what happens to a cluster of so many nodes and copies at least.
  static void check(
      long seed, int nodeCountMin, int copyCountMin, Consumer<ReasoningRun> scenario) {
    List<Triple> statements = RandomProgram.mixed(seed).statements();
    try (var run = new ReasoningRun(seed, nodeCountMin, copyCountMin, statements)) {
      scenario.accept(run);
    }
  }

  /// What is wrong, if anything is. By its name, for classes of another loader.
  static List<String> problems(long seed) {
    try {
      checkClosure(seed);
      checkInstances(seed);
      checkOrder(seed);
      checkLoss(seed);
      checkFailures(seed);
      LossWhileThinking.check(seed);
      return List.of();
    } catch (AssertionError | RuntimeException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /// @param statements what is loaded, in parts
  ReasoningRun(long seed, List<Triple> statements) {
    this(seed, 2, 1, statements);
  }

  /// @param copyCountMin 1, or more for clusters that always have copies
  ReasoningRun(long seed, int nodeCountMin, int copyCountMin, List<Triple> statements) {
    this.statements = statements;
    random = new RandomSource(seed);
    int nodeCount =
        random.oneIn(LARGE_ONE_IN) ? random.between(6, 7) : random.between(nodeCountMin, 5);
    areLogsFast = random.oneIn(2);
    cluster =
        new SimulatedCluster(
            seed,
            nodeCount,
            SimulatedCluster.Seeds.FIRST_NODE,
            areLogsFast ? LogFaults.none() : LogFaults.many());
    cluster.compareSnapshotsBy(SetSnapshots::areAlike);
    isDurable = random.oneIn(2);
    copyCount = Math.max(copyCountMin, random.pick(List.of(1, 2, 2, 3)));
    PartitionStrategy strategy = random.pick(List.of(PartitionStrategy.values()));
    int partitionCount = random.pick(List.of(0, 1, 4, 64));
    int batchSize = random.pick(List.of(1, 3, 1_000));
    long mirroredFactMax = random.pick(List.of(0L, 10L, 1_000L));
    config =
        new ReasoningConfig(
            strategy,
            partitionCount,
            copyCount,
            new Spreading(1, strategy, 0, Long.MAX_VALUE, batchSize, mirroredFactMax),
            0,
            false,
            new Spilling(
                random.pick(List.of(0L, 500L, Long.MAX_VALUE)), Spilling.standard().directory()),
            seed % 4 == 0 ? 100 : 0,
            seed % 3 == 0 ? ReasoningConfig.DERIVED_KEPT_AFTER_MILLIS : 0,
            () -> World.NONE);
  }

  /// What was done and what came of it, a line an event.
  List<String> trace() {
    return List.copyOf(trace);
  }

  void note(String event) {
    trace.add("%s %s".formatted(cluster.time(), event));
  }

  void form() {
    cluster.nodes().forEach(node -> node.disk().setDurable(isDurable));
    cluster.startAll();
    await("a cluster", cluster::isWhole);
    cluster.nodes().forEach(node -> parts.add(new Part(node)));
    parts.forEach(this::watch);
  }

  /// Has all come, and one load something. Waits until that has its copies.
  ///
  /// @return who has loaded it
  Part formWith(List<Triple> some) {
    form();
    parts.forEach(this::come);
    Part loading = some();
    load(loading, some);
    parts.forEach(this::quiet);
    await("copies of all", this::areCopiesThere);
    return loading;
  }

  /// No listener hears of an agenda that is older than one it has heard of.
  private void watch(Part part) {
    part.node
        .cluster()
        .addListener(
            new ClusterListener() {
              private long placed;

              @Override
              public void agendaChanged(Agenda agenda) {
                if (agenda.placed() < placed) {
                  stale.add("%s hears of job %d again".formatted(part.node, agenda.placed()));
                }
                placed = agenda.placed();
              }
            });
  }

  /// All nodes load a part, and one has them think: no instance of a rule is found twice.
  void countInstances() {
    form();
    parts.forEach(this::come);
    parts.forEach(this::load);
    parts.forEach(this::quiet);
    JobResult result = value(thinkSoon(some()));
    assertThat(result.cost().instanceCount()).isEqualTo(NaiveEvaluator.instanceCount(loaded));
    int least = copyCount == 1 ? parts.size() : 1; // with copies, one may lead the sets of others
    assertThat(result.nodeCount()).isBetween(least, parts.size());
  }

  /// One load after the other, while nodes come and go: what rules collect comes in the order in
  /// which inputs state it.
  void collect() {
    form();
    come(parts.getFirst());
    var dictionary = new TermDictionary();
    var one = new PartitionedStore(dictionary, Spreading.NONE);
    for (int i = 0; i < ACTION_COUNT; i++) {
      if (random.oneIn(3)) {
        come(random.pick(parts));
      }
      if (random.oneIn(4)) {
        go();
      }
      List<Triple> some =
          random.shuffled(statements.stream().filter(_ -> random.oneIn(4)).toList());
      one.startDocument();
      some.forEach(fact -> dictionary.intern(fact, one::assertFact));
      load(some(), some);
      parts.forEach(this::quiet);
      if (random.oneIn(4)) {
        var _ = value(thinkSoon(some()));
      }
    }
    cluster.run(Duration.ofSeconds(random.between(0, 2)));
    Part asking = some();
    var _ = value(thinkSoon(asking));
    var _ =
        new Reasoner(one, Builtins.standard())
            .think(new RunContext(Budget.unlimited(), timeOfThinking(asking)));
    Set<Triple> expected = TestFacts.of(List.of(one)).all();
    assertThat(facts(some(), FactScope.ALL)).isEqualTo(expected);
  }

  private static long timeOfThinking(Part part) {
    return part.agenda().participants().stream()
        .mapToLong(Participant::nowMillis)
        .max()
        .orElseThrow();
  }

  /// A node that owns nothing is killed while what it has read is dealt out: all of that is there
  /// in the end, or nothing.
  void loseLoader() {
    form();
    Part loader = parts.getLast();
    List<Part> owners = parts.subList(0, parts.size() - 1);
    owners.forEach(this::come);
    load(owners.getFirst());
    parts.forEach(this::quiet);
    boolean _ =
        value(
            loader.begin(
                () -> {
                  loader.reasoner =
                      DistributedReasoner.start(loader.node.cluster(), loader.fibers, config);
                  return true;
                }));
    List<Triple> last = statements.stream().filter(_ -> random.oneIn(2)).toList();
    var _ =
        loader.begin(
            () -> {
              TripleList facts = TripleList.of(loader.reasoner().dictionary(), last);
              CompletableFuture<JobResult> _ = loader.reasoner().load(facts);
              return true;
            });
    cluster.run(cluster.randomUpTo(PAUSE_MAX));
    loader.crash();
    note(loader.node + " is killed");

    // The first may be part of the job that cannot be done without the loader.
    CompletableFuture<JobResult> first = thinkSoon(owners.getFirst());
    await("an answer", first::isDone);
    if (first.isCompletedExceptionally()) {
      JobResult result = value(thinkSoon(owners.getFirst()));
      note("thought: " + result);
    }
    TestFacts facts = allFacts(owners.getFirst(), owners.getLast());
    if (!facts.asserted().equals(loaded)) {
      loaded.addAll(last);
    }
    facts.assertClosureOf(loaded, NaiveEvaluator.closure(loaded, RandomProgram.levels()));
  }

  /// Nodes do this and that.
  void live() {
    form();
    come(parts.getFirst());
    for (int i = 0; i < ACTION_COUNT; i++) {
      act();
      cluster.run(cluster.randomUpTo(PAUSE_MAX));
    }
    check();
    cluster.check();
  }

  /// All nodes are there, and one after the other fails.
  void survive() {
    form();
    parts.forEach(this::come);
    load(some());
    for (int i = 0; i < FAILURE_COUNT; i++) {
      fail();
      if (random.oneIn(3)) {
        check();
      } else {
        load(some());
      }
    }
    check();
    cluster.check();
  }

  private void act() {
    switch (random.below(11)) {
      case 0, 1 -> come(random.pick(parts));
      case 2 -> go();
      case 3 -> {
        CompletableFuture<?> _ = thinkSoon(some());
      }
      case 4 -> check();
      case 5 -> remove(some());
      case 6 -> {
        if (isDurable) {
          restart(some());
        }
      }
      case 7 -> fail();
      default -> load(some());
    }
  }

  /// A node is killed and comes back with its disk. What was acknowledged is still there.
  private void restart(Part part) {
    parts.forEach(this::quiet);
    startAnew(part, cluster::isWhole);
  }

  /// A node is killed, and comes back with its disk.
  ///
  /// @param isBack whether it is
  void startAnew(Part part, BooleanSupplier isBack) {
    note(part.node + " is killed, and comes back");
    part.crash();
    cluster.run(cluster.randomUpTo(PAUSE_MAX));
    part.restart();
    part.isThere = false;
    watch(part);
    await("the node to be back", isBack);
    come(part);
  }

  /// Something happens to a node while others do what they do: it is killed and comes back, with
  /// what is on its disk or without, or it stops for a while, or nothing reaches it. There are
  /// copies of what it had, and nobody notices but by waiting.
  private void fail() {
    if (copyCount == 1 || parts.stream().filter(part -> part.isThere).count() < 3) {
      return;
    }
    Part part = some();
    quiet(part);
    await("copies of all", this::areCopiesThere);
    doSomething(part);
    switch (random.below(4)) {
      case 0 -> {
        note(part.node + " stops");
        part.node.pause();
        goOnWithout(part);
        part.node.resume();
        note(part.node + " goes on");
      }
      case 1 -> {
        note(part.node + " is cut off");
        cluster.isolate(part.node);
        goOnWithout(part);
        cluster.rejoin(part.node);
        note(part.node + " is connected again");
      }
      // The first has no seeds: without its disk it would have to be called back by the others.
      default -> kill(part, part != parts.getFirst() && random.oneIn(2));
    }
    await("all nodes", cluster::isWhole);
  }

  private void kill(Part part, boolean losesDisk) {
    note(part.node + " is killed" + (losesDisk ? ", and its disk is lost" : ""));
    part.crash();
    part.isThere = false;
    if (losesDisk) {
      part.node.loseDisk();
    }
    goOnWithout(part);
    note(part.node + " comes back");
    part.restart();
    await("the node to be back", cluster::isWhole);
    watch(part);
    come(part);
  }

  private void doSomething(Part part) {
    if (random.oneIn(2)) {
      Part other = random.pick(others(part));
      if (random.oneIn(2)) {
        load(other);
      } else {
        var _ = thinkSoon(other);
      }
      cluster.run(cluster.randomUpTo(PAUSE_MAX));
    }
  }

  /// Until all is done, or for a while.
  private void goOnWithout(Part part) {
    if (random.oneIn(2)) {
      others(part).forEach(this::quiet);
    } else {
      cluster.run(cluster.randomUpTo(random.oneIn(2) ? PAUSE_MAX : ABSENCE_MAX));
    }
  }

  private List<Part> others(Part one) {
    return parts.stream().filter(part -> part.isThere && part != one).toList();
  }

  /// Whether each fact has as many copies as it is to have.
  boolean areCopiesThere() {
    List<Part> there = parts.stream().filter(part -> part.isThere).toList();
    Agenda agenda = there.getFirst().agenda();
    long ready = agenda.participants().stream().filter(Participant::mayOwn).count();
    return agenda.running().isEmpty()
        && ready == there.size()
        && agenda.placedSets().stream()
            .allMatch(
                set ->
                    set.leader().isPresent()
                        && set.holders().size() == Math.min(copyCount, there.size()))
        && agenda.layout().stream()
            .allMatch(layout -> layout.sets().size() == agenda.sets().size());
  }

  Part some() {
    return random.pick(parts.stream().filter(part -> part.isThere).toList());
  }

  // ---------------------------------------------------------------- what nodes do

  void come(Part part) {
    if (!part.isThere) {
      quiet(part);
      value(comeSoon(part));
    }
  }

  CompletableFuture<Boolean> comeSoon(Part part) {
    note(part.node + " comes");
    part.isThere = true;
    part.reasoner = null;
    return part.begin(
        () -> {
          part.reasoner = DistributedReasoner.start(part.node.cluster(), part.fibers, config);
          part.reasoner().finishInputs();
          return true;
        });
  }

  /// Hands over, while others do what they do; unless nobody would be left.
  private void go() {
    if (parts.stream().filter(part -> part.isThere).count() < 2) {
      return;
    }
    Part part = some();
    quiet(part);
    note(part.node + " goes");
    part.isThere = false;
    var _ =
        part.begin(
            () -> {
              if (!part.reasoner().handOver(PATIENCE)) {
                throw new IllegalStateException("nobody took the facts of " + part.node);
              }
              part.reasoner().close();
              return true;
            });
  }

  private void load(Part part) {
    load(part, statements.stream().filter(_ -> random.oneIn(4)).toList());
  }

  void load(Part part, List<Triple> some) {
    if (some.isEmpty()) {
      return;
    }
    boolean putsOff = random.oneIn(4);
    note(part.node + " loads " + some.size() + (putsOff ? ", and rules may wait" : ""));
    loaded.addAll(some);
    var _ =
        part.begin(
            () ->
                putsOff
                    ? part.reasoner().add(Optional.empty(), facts(part, some), PATIENCE, true)
                    : DistributedReasoner.require(
                        part.fibers.get(
                            part.reasoner().load(facts(part, some)), PATIENCE.toNanos())));
  }

  private static TripleList facts(Part part, List<Triple> statements) {
    return TripleList.of(part.reasoner().dictionary(), statements);
  }

  /// Takes back some of what was loaded by then. Loads that are under way might come after it, so
  /// those have to be over.
  private void remove(Part part) {
    List<Triple> some = loaded.stream().filter(_ -> random.oneIn(8)).toList();
    if (some.isEmpty()) {
      return;
    }
    parts.forEach(this::quiet);
    note(part.node + " takes back " + some.size());
    some.forEach(loaded::remove);
    value(
        part.begin(
            () ->
                DistributedReasoner.require(
                    part.fibers.get(
                        part.reasoner().remove(TripleList.of(part.reasoner().dictionary(), some)),
                        PATIENCE.toNanos()))));
  }

  static CompletableFuture<JobResult> thinkSoon(Part part) {
    return part.begin(() -> part.reasoner().think(List.of(), 0));
  }

  // ---------------------------------------------------------------- what has to hold

  private void check() {
    parts.forEach(this::quiet);
    assertThat(stale).isEmpty();
    JobResult result = value(thinkSoon(some()));
    note("thought: " + result);
    TestFacts facts = allFacts(some(), some());
    facts.assertClosureOf(loaded, NaiveEvaluator.closure(loaded, RandomProgram.levels()));
    note(facts.all().size() + " facts, as there should be");
  }

  /// What the cluster has, as one node tells all of it and another what is derived.
  TestFacts allFacts(Part one, Part other) {
    Set<Triple> all = facts(one, FactScope.ALL);
    Set<Triple> derived = facts(other, FactScope.DERIVED);
    Set<Triple> asserted = new LinkedHashSet<>(all);
    asserted.removeAll(derived);
    return new TestFacts(asserted, all, all.size(), derived.size());
  }

  private Set<Triple> facts(Part part, FactScope scope) {
    TripleList found = value(part.begin(() -> part.reasoner().facts(scope)));
    return distinct(found.toTriples(part.reasoner().dictionary()));
  }

  /// Facts as nodes tell them, of which each has one owner.
  static Set<Triple> distinct(List<Triple> told) {
    Set<Triple> facts = new LinkedHashSet<>();
    for (Triple fact : told) {
      if (!facts.add(fact)) {
        throw new AssertionError("two nodes own " + fact);
      }
    }
    return facts;
  }

  /// Waits for all that a node has begun.
  void quiet(Part part) {
    part.underWay.forEach(this::value);
    part.underWay.clear();
  }

  <T> T value(CompletableFuture<T> future) {
    await("an answer", future::isDone);
    try {
      return future.get(0, TimeUnit.NANOSECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e + "\n" + String.join("\n", trace), e);
    }
  }

  void await(String what, BooleanSupplier condition) {
    if (!cluster.runUntil(condition, PATIENCE)) {
      throw new AssertionError(
          "not within %s: %s%n%s%n%s"
              .formatted(
                  PATIENCE,
                  what,
                  String.join("\n", trace),
                  parts.stream().filter(part -> part.node.isUp()).map(Part::agenda).toList()));
    }
  }

  @Override
  public void close() {
    parts.forEach(part -> part.fibers.close());
  }
}
