package cwm.distributed;

import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.Job;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.JobCost;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.JobOutcome;
import cwm.cluster.state.Layout;
import cwm.cluster.state.Load;
import cwm.cluster.state.PartitionMap;
import cwm.distributed.JobProgress.Phase;
import cwm.distributed.Supersteps.JobMember;
import cwm.ipc.Node;
import cwm.ipc.NodeStats;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Log;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.World;
import cwm.reasoner.engine.RunCounts;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SiteNote;
import cwm.reasoner.engine.Sites;
import cwm.reasoner.engine.SitesException;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's part in one job: deals out what it has for others, and runs the rules with them.
///
/// Facts are dealt by all nodes of the job, rules are run by those that own facts. Both are [Sites]
/// of their own, so that a node which only gives facts away need not come to each meeting of the
/// others.
final class JobRun {
  private static final Logger log = LoggerFactory.getLogger(JobRun.class);

  // The phases of a job that nodes meet in, each a job of [Supersteps].
  private static final String REMOVE = "/remove";
  private static final String DEAL = "/deal";
  private static final String THINK = "/think";

  /// A predicate is split where it has more than this part of what a worker would have.
  private static final long SPLIT_SHARE = 4;

  private final Node node;
  private final Threads threads;
  private final Job job;
  private final DataSettings settings;
  private final Optional<Layout> earlier;
  private final JobCopies copies;
  private final Spreading spreading;
  private final Pace pace;
  private final Supplier<World> world;
  private final @Nullable Shard before;
  private final Map<String, Staged> loads;
  private final InputOrder order;
  private final int ownPlace;
  private final Agenda agenda;
  private final Derived derived;
  private final long keptAfterNanos;

  private @Nullable Shard after;

  // Until rules have gone on from there.
  private @Nullable Shard former;

  // What has changed in `before`.
  private final TripleList asserted = new TripleList();
  private final TripleList retracted = new TripleList();

  // What no input is to state any more.
  private final FactStore removed;
  private final long startNanos;
  private final NodeStats statsBefore;
  private long dealtCount;
  private volatile Supersteps.@Nullable Job part;
  private volatile Phase phase = Phase.PREPARING;
  private volatile boolean isCancelled;

  /// @param agenda in which the job runs
  /// @param before what this node owns so far, and inputs state by the last job that placed facts;
  ///   null for nothing, or for what only its copies know
  /// @param loads those of the job that are this node's, by their ids
  /// @param kept the copies that this node keeps
  /// @param derived what was derived before
  JobRun(
      Node node,
      Threads threads,
      Job job,
      Agenda agenda,
      ReasoningConfig config,
      @Nullable Shard before,
      Map<String, Staged> loads,
      SetKeeper kept,
      Derived derived) {
    this.node = node;
    this.threads = threads;
    this.job = job;
    this.agenda = agenda;
    this.derived = derived;
    former = derived.former().orElse(null);
    keptAfterNanos = TimeUnit.MILLISECONDS.toNanos(config.derivedKeptAfterMillis());
    settings = agenda.settings().orElseThrow();
    earlier = agenda.layout();
    spreading = config.spreading();
    pace =
        new Pace(threads, isUrgent(agenda) ? 0 : config.movedFactsPerSecond(), () -> isCancelled);
    world = config.world();
    this.before = before;
    this.loads = loads;
    ownPlace = placeIn(job.map().nodes());
    startNanos = threads.nanoTime();
    statsBefore = node.stats();
    removed = new FactStore(node.dictionary());
    int batchSize = spreading.exchangeBatchSize();
    copies = new JobCopies(job, agenda, node.id(), kept, batchSize);
    List<String> earlierOwners =
        agenda.placedSets().stream()
            .filter(set -> !set.isEmptied())
            .flatMap(set -> set.leader().stream())
            .map(JobNode::nodeId)
            .distinct()
            .toList();
    order = new InputOrder(node.id(), job, earlierOwners, batchSize);
  }

  /// Whether somebody waits for the end of the job: for what it loads or thinks, or to read what
  /// nobody can tell until then.
  private boolean isUrgent(Agenda agenda) {
    boolean ownersAreThere =
        agenda.map().map(map -> job.nodes().containsAll(map.nodes())).orElse(true);
    return !job.loads().isEmpty()
        || !job.answers().isEmpty()
        || job.attempt() > 0
        || !agenda.isComplete()
        || !ownersAreThere;
  }

  /// What was derived before a job, and what is kept of it for others.
  ///
  /// @param former what this node owned when something was derived last
  record Derived(DerivedCopies copies, DerivedShipper shipper, Optional<Shard> former) {}

  /// What this node has read for a load.
  ///
  /// @param removes whether these facts are to be stated no longer
  record Staged(TripleList facts, boolean removes) {}

  private int placeIn(List<JobNode> nodes) {
    return nodes.stream().map(JobNode::nodeId).toList().indexOf(node.id());
  }

  Job job() {
    return job;
  }

  /// What this node owns when the job has ended well; empty for nothing.
  Optional<Shard> after() {
    return Optional.ofNullable(after);
  }

  /// What another job can go on from, if this one has broken: what was derived in it, or before.
  Optional<Shard> kept() {
    return Stream.of(after(), Optional.ofNullable(former))
        .flatMap(Optional::stream)
        .filter(shard -> shard.lineage().isPresent())
        .findFirst();
  }

  /// How far this part is. Any thread may ask.
  JobProgress progress() {
    Phase now = phase;
    Supersteps.Job current = part;
    Shard.Counts counts =
        now == Phase.THINKING && after != null ? after.counted() : Shard.Counts.NONE;
    return new JobProgress(
        job.id(),
        now,
        current == null ? 0 : current.meetingCount(),
        counts.factCount(),
        counts.derivedCount(),
        TimeUnit.NANOSECONDS.toMillis(threads.nanoTime() - startNanos));
  }

  /// Forgets what has come for phases that this node has not come to, since the job is over.
  void forget(Supersteps supersteps) {
    List.of(REMOVE, DEAL, THINK).forEach(phase -> supersteps.end(job.id() + phase));
  }

  /// Whether rules run, and this node has no part in that.
  boolean endsWithDealing() {
    return job.thinks() && ownPlace < 0;
  }

  /// Whether what this node owns as of the last job stays as it is until this one is over, since
  /// facts move, and others are made in their place.
  boolean keepsBefore() {
    return before != null
        && !isPlacedAs(before.placement())
        && job.loads().stream().noneMatch(Load::removes);
  }

  private boolean isPlacedAs(Placement placement) {
    return placement.map().epoch() == job.map().epoch() && placement.layout().equals(job.layout());
  }

  /// Ends this part soon, since the job is over.
  void cancel() {
    isCancelled = true;
    copies.giveUp();
    Supersteps.Job current = part;
    if (current != null) {
      current.cancel("the job is over");
    }
  }

  /// Does this node's part.
  NodeReport run(Supersteps supersteps) {
    try {
      copies.begin();
      remove(supersteps);
      deal(supersteps);
      copies.finish();
    } catch (SitesException e) {
      return NodeReport.broken(node.id(), messageOf(e));
    }
    if (!job.thinks() || ownPlace < 0) {
      return report(JobOutcome.DONE, "", RunCounts.NONE);
    }
    try {
      ThinkReport report = think(supersteps);
      return report(JobOutcome.DONE, "", report.counts());
    } catch (ReasonerException e) {
      return report(JobOutcome.THINK_FAILED, messageOf(e), RunCounts.NONE);
    } catch (SitesException e) {
      return e.isLoss()
          ? NodeReport.broken(node.id(), messageOf(e))
          : report(JobOutcome.THINK_FAILED, messageOf(e), RunCounts.NONE);
    }
  }

  private static String messageOf(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  private NodeReport report(JobOutcome outcome, String reason, RunCounts counts) {
    Shard owned = after;
    NodeStats now = node.stats();
    return new NodeReport(
        node.id(),
        outcome,
        reason,
        owned == null ? 0 : owned.facts().factCount(),
        owned == null ? 0 : owned.facts().derivedOnlyCount(),
        new JobCost(
            counts.supersteps(),
            counts.hops(),
            counts.rounds(),
            counts.instances(),
            counts.sent() + dealtCount,
            now.messagesSent() - statsBefore.messagesSent(),
            now.bytesSent() - statsBefore.bytesSent(),
            TimeUnit.NANOSECONDS.toMillis(threads.nanoTime() - startNanos)));
  }

  private static Phase phaseOf(String name) {
    return switch (name) {
      case REMOVE -> Phase.REMOVING;
      case DEAL -> Phase.DEALING;
      default -> Phase.THINKING;
    };
  }

  private Supersteps.Job begin(Supersteps supersteps, String name, List<JobNode> nodes) {
    List<JobMember> members =
        nodes.stream().map(each -> new JobMember(each.nodeId(), each.workerCount())).toList();
    Supersteps.Job begun = supersteps.begin(job.id() + name, members);
    part = begun;
    phase = phaseOf(name);
    if (isCancelled) {
      begun.cancel("the job is over");
    }
    return begun;
  }

  // ---------------------------------------------------------------- facts

  /// Has all owners forget that an input states what is to be removed. Comes before what is added:
  /// who asks for one after the other waits for the first ([Requests]).
  private void remove(Supersteps supersteps) {
    if (job.loads().stream().anyMatch(Load::removes)) {
      together(supersteps, REMOVE, this::remove);
    }
  }

  private void remove(Sites sites) {
    var own = new TripleList();
    for (Staged load : loads.values()) {
      if (load.removes()) {
        load.facts().forEach(own);
      }
    }
    for (int site = 0; site < sites.count() && own.size() > 0; site++) {
      if (site != sites.here()) {
        sites.send(site, new Shipment.Asserted(() -> own));
        dealtCount += own.size();
      }
    }
    sites.meet(SiteNote.PRESENT);
    retract(own);
    for (Shipment shipment : sites.take()) {
      if (shipment instanceof Shipment.Asserted asserts) {
        retract(asserts.facts().get());
      }
    }
  }

  private void retract(TripleList facts) {
    facts.forEach(removed::assertFact);
    copies.unstated(facts);
    if (before != null) {
      facts.forEach(
          (s, p, o) -> {
            if (before.isAsserted(s, p, o)) {
              retracted.accept(s, p, o);
            }
          });
      before.retract(facts);
    }
  }

  /// Takes back what this job has changed in what this node owned before, since the job has broken:
  /// others may not have come as far.
  void undo() {
    if (before != null) {
      before.retract(asserted);
      retracted.forEach(before::assertFact);
    }
  }

  private Map<String, TripleList> added() {
    Map<String, TripleList> added = new HashMap<>();
    loads.forEach(
        (id, load) -> {
          if (!load.removes()) {
            added.put(id, load.facts());
          }
        });
    return added;
  }

  private void forEachLoaded(TripleSink sink) {
    for (Staged load : loads.values()) {
      if (!load.removes()) {
        load.facts().forEach(sink);
      }
    }
  }

  private void deal(Supersteps supersteps) {
    together(supersteps, DEAL, this::deal);
  }

  /// Does something that all nodes of the job do.
  private void together(Supersteps supersteps, String phase, Consumer<Sites> part) {
    try (Supersteps.Job dealing = begin(supersteps, phase, job.nodes())) {
      Sites sites = dealing.sites();
      try {
        part.accept(sites);
      } catch (RuntimeException | Error e) {
        sites.fail(String.valueOf(e.getMessage()));
        throw e;
      }
    }
  }

  private void deal(Sites sites) {
    Set<Integer> split = split(sites);
    LinkTable links = links(sites);
    Placement placement =
        Placement.of(job.layout(), job.map(), settings, split, links, node.dictionary());
    derived.copies().begin(job, placement, agenda.placed());
    Optional<Takeover> takeover = takeover(sites, placement);
    boolean isSame =
        before != null
            && takeover.isEmpty()
            && isPlacedAs(before.placement())
            && before.placement().split().equals(split)
            && before.placement().links().version() == links.version();
    if (ownPlace >= 0) {
      after =
          isSame && before != null
              ? before
              : new Shard(placement, ownPlace, node.dictionary(), spreading);
    }
    var dealer =
        new Dealer(
            sites,
            placement,
            copies,
            after,
            isSame ? asserted : null,
            spreading.exchangeBatchSize());
    if (!isSame) {
      move(placement, dealer);
    }
    boolean isBeforeLoads = takeover.filter(Takeover::isBeforeLoads).isPresent();
    if (isBeforeLoads) {
      List<Shipment.Ordered> _ = dealer.finish(pace);
      takeover.ifPresent(this::takeUp);
    }
    forEachLoaded(dealer);
    Map<String, TripleList> added = added();
    order.send(sites, this::inOrder, added);
    List<Shipment.Ordered> come = dealer.finish(pace);
    if (!isBeforeLoads) {
      takeover.ifPresent(this::takeUp);
    }
    if (after != null) {
      if (!isSame) {
        inOrder().forEach(after.positions()::append);
      }
      order.note(come, this::inOrder, added, after.positions(), copies);
    }
    dealtCount += dealer.sentCount();
  }

  /// What rules go on from; nothing if they go on from what this node owns, or derive all anew.
  private Optional<Takeover> takeover(Sites sites, Placement placement) {
    if (!isToTakeOver()) {
      return Optional.empty();
    }
    Set<Long> owned = ownPlace < 0 ? Set.of() : placement.setsOf(ownPlace);
    Optional<Takeover> takeover =
        Takeover.agree(sites, job, agenda, derived.copies(), former, owned, loadsRules());
    if (takeover.isEmpty()) {
      derived.copies().clear();
    }
    return takeover;
  }

  /// Whether rules run, and would have to derive anew what was derived before. All nodes know.
  private boolean isToTakeOver() {
    boolean isMoved =
        agenda.map().map(PartitionMap::epoch).filter(epoch -> epoch == job.map().epoch()).isEmpty();
    return job.thinks()
        && (isMoved || job.attempt() > 0 || !agenda.isComplete())
        && job.loads().stream().noneMatch(Load::removes);
  }

  private boolean loadsRules() {
    int[] rules = {
      node.dictionary().intern(Log.IMPLIES), node.dictionary().intern(Log.IS_IMPLIED_BY)
    };
    boolean[] loads = {false};
    forEachLoaded((_, p, _) -> loads[0] |= p == rules[0] || p == rules[1]);
    return loads[0];
  }

  private void takeUp(Takeover takeover) {
    takeover.truncateCopies();
    Shard owner = after;
    if (owner != null) {
      log.info(
          "{}: job {} goes on from superstep {} of what was derived before",
          node.id(),
          job.id(),
          takeover.superstep());
      derived.shipper().takenUp(restored(takeover, owner), job, agenda);
    }
  }

  /// What cannot be taken up, against all we know, must not cost more than that.
  private Lineage restored(Takeover takeover, Shard owner) {
    try {
      return takeover.restore(owner);
    } catch (RuntimeException e) {
      log.error("{}: what was derived before job {} is of no use", node.id(), job.id(), e);
      derived.copies().clear();
      former = null;
      after = null;
      throw SitesException.ofLoss("what was derived cannot be taken up: " + e, e);
    }
  }

  /// Deals out what this node has as of the last job, as fast as that may be.
  private void move(Placement placement, Dealer dealer) {
    var leaving = new TripleList();
    copies.forEachKept(
        (set, s, p, o) -> {
          if (removed.contains(s, p, o)) {
            return;
          }
          if (placement.setOf(s, p, o) == set) {
            dealer.keep(s, p, o);
          } else {
            copies.moved(set, s, p, o);
            leaving.accept(s, p, o); // to wait for links here would hold up the copy
          }
        });
    leaving.forEach(
        (s, p, o) -> {
          pace.next();
          dealer.accept(s, p, o);
        });
    TripleSink unlogged =
        (s, p, o) -> {
          if (placement.nodeOf(s, p, o) != ownPlace) {
            pace.next();
          }
          dealer.accept(s, p, o);
        };
    forEachUnlogged(unlogged);
  }

  /// Hands over the facts of a set that has no log, but is in this node's memory only.
  private void forEachUnlogged(TripleSink sink) {
    Optional<Long> set = copies.unlogged();
    if (before == null || set.isEmpty() || earlier.isEmpty()) {
      return;
    }
    before.forEachAsserted(
        (s, p, o) -> {
          if (before.placement().setOf(s, p, o) == set.get()) {
            sink.accept(s, p, o);
          }
        });
  }

  /// The facts whose order this node knows, in that order, without those that are removed.
  private TripleList inOrder() {
    var ofBefore = new TripleList();
    if (before != null) {
      before.positions().forEach(ofBefore);
    }
    var kept = new TripleList();
    copies
        .inOrder()
        .orElse(ofBefore)
        .forEach(
            (s, p, o) -> {
              if (!removed.contains(s, p, o)) {
                kept.accept(s, p, o);
              }
            });
    return kept;
  }

  /// The predicates that are too large for one owner, which all nodes find alike.
  private Set<Integer> split(Sites sites) {
    if (Placement.strategy(settings) != PartitionStrategy.PREDICATE) {
      return Set.of();
    }
    Map<Integer, Long> own = new HashMap<>();
    copies.forEachKept((_, _, predicate, _) -> own.merge(predicate, 1L, Long::sum));
    forEachUnlogged((_, predicate, _) -> own.merge(predicate, 1L, Long::sum));
    forEachLoaded((_, predicate, _) -> own.merge(predicate, 1L, Long::sum));
    List<SiteNote.Count> counts =
        own.entrySet().stream()
            .map(entry -> new SiteNote.Count(entry.getKey(), entry.getValue()))
            .toList();
    Map<Integer, Long> all = new HashMap<>();
    long total = 0;
    for (SiteNote note : sites.meet(new SiteNote(false, 0, counts, List.of(), false))) {
      for (SiteNote.Count count : note.counts()) {
        all.merge(count.predicate(), count.factCount(), Long::sum);
        total += count.factCount();
      }
    }
    long workerCount = job.map().nodes().stream().mapToInt(JobNode::workerCount).sum();
    long share = total / (SPLIT_SHARE * workerCount);
    Set<Integer> split = new HashSet<>();
    all.forEach(
        (predicate, count) -> {
          if (count > share) {
            split.add(predicate);
          }
        });
    return Set.copyOf(split);
  }

  /// Where what is linked belongs, which all nodes find alike.
  private LinkTable links(Sites sites) {
    if (Placement.strategy(settings) != PartitionStrategy.GRAPH) {
      return LinkTable.NONE;
    }
    return new LinkLearning(sites, job.id(), job.map().partitionCount(), node.dictionary())
        .agree(
            before == null ? LinkTable.NONE : before.placement().links(),
            this::countAll,
            sink -> {
              copies.forEachKept((_, s, p, o) -> sink.accept(s, p, o));
              forEachUnlogged(sink);
              forEachLoaded(sink);
            });
  }

  /// How many facts there are to deal out, where those that are loaded may be there already.
  private long countAll() {
    long[] count = {copies.keptCount()};
    forEachUnlogged((_, _, _) -> count[0]++);
    loads.values().stream()
        .filter(load -> !load.removes())
        .forEach(load -> count[0] += load.facts().size());
    return count[0];
  }

  // ---------------------------------------------------------------- rules

  private ThinkReport think(Supersteps supersteps) {
    long most = job.maxSteps() == 0 ? Long.MAX_VALUE : job.maxSteps();
    // Its clock stands still until the job is over for the others: then the time is up here too.
    Budget budget = Budget.of(most, 0, () -> isCancelled ? 1 : 0);
    try (Supersteps.Job thinking = begin(supersteps, THINK, job.map().nodes())) {
      ThinkReport report =
          after()
              .orElseThrow()
              .think(
                  thinking.sites(),
                  new RunContext(budget, job.nowMillis(), world.get()),
                  new Keeping(threads.nanoTime()));
      report.warnings().forEach(warning -> log.warn("{}: {}", node.id(), warning));
      if (!report.inconsistencies().isEmpty()) {
        log.warn(
            "{}: inconsistent: {} ({} in all here)",
            node.id(),
            report.inconsistencies().getFirst(),
            report.inconsistencies().size());
      }
      return report;
    }
  }

  /// Has holders get what is derived, once rules have run for so long that it pays.
  private final class Keeping implements Shard.Barrier {
    private final long begunNanos;

    Keeping(long begunNanos) {
      this.begunNanos = begunNanos;
    }

    @Override
    public long job() {
      return job.id();
    }

    @Override
    public long placed() {
      return agenda.placed();
    }

    @Override
    public void passed(Lineage lineage) {
      Shard owner = after().orElseThrow();
      if (threads.nanoTime() - begunNanos >= keptAfterNanos) {
        owner.keep();
      }
      former = null;
      if (owner.isKept()) {
        derived.shipper().ship(owner, lineage, job, agenda);
      }
    }
  }
}
