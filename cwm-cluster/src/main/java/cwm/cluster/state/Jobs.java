package cwm.cluster.state;

import static java.util.stream.Collectors.joining;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Command.YieldSet;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Job.RequestAnswered;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import cwm.cluster.state.Participant.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The [Agenda] as commands change it.
final class Jobs {
  /// How often what was asked for is tried before those who asked are told that it fails, and it is
  /// given up.
  static final int ATTEMPTS_MAX = 3;

  /// Nodes that one message names, so that it stays within [Limits#REASON_LENGTH_MAX].
  private static final int NAMES_MAX = 8;

  private Optional<DataSettings> settings = Optional.empty();
  private final List<Participant> participants = new ArrayList<>();
  private final SortedSet<Gap> gaps = new TreeSet<>(Gap.ORDER);
  private Optional<String> lastTold = Optional.empty();
  private final List<ReplicaSet> sets = new ArrayList<>();
  private long lastSet;
  private Optional<Layout> layout = Optional.empty();
  private Optional<PartitionMap> map = Optional.empty();
  private final List<Load> loads = new ArrayList<>();
  private boolean areRulesInForce;
  private ThinkTerms terms = ThinkTerms.NONE;
  private Optional<Job> running = Optional.empty();
  private long placed;
  private long version;
  private boolean isComplete = true;
  private int failedAttempts;
  private boolean isClosed;

  /// @param lastApplied the index of the last command
  void restore(Agenda agenda, Members members, long lastApplied) {
    AgendaSoundness.require(agenda, members, lastApplied);
    goOnFrom(agenda);
  }

  private void goOnFrom(Agenda agenda) {
    settings = agenda.settings();
    participants.clear();
    participants.addAll(agenda.participants());
    gaps.clear();
    gaps.addAll(agenda.gaps());
    lastTold = agenda.lastTold();
    sets.clear();
    sets.addAll(agenda.sets());
    lastSet = agenda.lastSet();
    layout = agenda.layout();
    map = agenda.map();
    loads.clear();
    loads.addAll(agenda.loads());
    areRulesInForce = agenda.areRulesInForce();
    terms = agenda.terms();
    running = agenda.running();
    placed = agenda.placed();
    version = agenda.version();
    isComplete = agenda.isComplete();
    failedAttempts = agenda.failedAttempts();
    isClosed = agenda.isClosed();
  }

  Agenda agenda() {
    return new Agenda(
        settings,
        participants,
        List.copyOf(gaps),
        lastTold,
        sets,
        lastSet,
        layout,
        map,
        loads,
        areRulesInForce,
        terms,
        running,
        placed,
        version,
        isComplete,
        failedAttempts,
        isClosed);
  }

  // ---------------------------------------------------------------- commands

  /// @param command of a member
  Outcome takePart(TakePart command, long index) {
    Optional<Participant> known = agenda().participant(command.nodeId());
    if (known.isPresent() && known.get().since() > command.knownIndex()) {
      return new Done(); // it took part after this was proposed
    }
    boolean isAlone =
        isClosed || participants.stream().allMatch(each -> each.nodeId().equals(command.nodeId()));
    boolean mayChange = isAlone && sets.stream().noneMatch(ReplicaSet::isLogged);
    if (!mayChange && settings.isPresent() && !settings.get().equals(command.settings())) {
      return new Rejected(Reason.OTHER_SETTINGS, mismatch(settings.get(), command.settings()));
    }
    if (isClosed) {
      begin();
    }
    if (running.filter(job -> job.isOf(command.nodeId())).isPresent()) {
      failedAttempts--; // that it was lost has broken one already
    }
    forget(command.nodeId(), "has started anew");
    settings = Optional.of(command.settings());
    participants.add(Participant.begun(command, index));
    startIfDue(index);
    return new Done();
  }

  /// Begins anew, with what outlives those who took part.
  private void begin() {
    List.copyOf(participants).forEach(each -> forget(each.nodeId(), "is done"));
    isClosed = false;
  }

  private static String mismatch(DataSettings agreed, DataSettings other) {
    return "this cluster has partition_strategy = %s, num_partitions = %d and replication_factor = %d, this node %s, %d and %d; give it the same, or start all nodes anew"
        .formatted(
            agreed.partitionStrategy(),
            agreed.partitionCount(),
            agreed.replicationFactor(),
            other.partitionStrategy(),
            other.partitionCount(),
            other.replicationFactor());
  }

  Outcome submit(Submit command, long index) {
    if (!agenda().takesPart(command.nodeId(), command.instance())) {
      return noPart(command.nodeId());
    }
    Participant known = agenda().participant(command.nodeId()).orElseThrow();
    if (command.request() <= known.lastRequest()) {
      return new Done();
    }
    if (command.onVersion() > 0 && !isSettledAt(command.onVersion())) {
      return new Rejected(Reason.OTHER_FACTS, "the facts have changed meanwhile");
    }
    // Those of the running job may come back if it breaks.
    int waiting = loads.size() + running.map(job -> job.loads().size()).orElse(0);
    if (waiting + command.loadCount() > Limits.LOAD_COUNT_MAX) {
      return Limits.tooMany("loads that wait", Limits.LOAD_COUNT_MAX);
    }
    addLoads(command, command.removals(), true);
    addLoads(command, command.loads(), false);
    if (command.thinks()) {
      terms = new ThinkTerms(command.maxSteps(), command.nowMillis());
    }
    Participant asking = known.asking(command);
    put(command.finishesInputs() ? asking.withStage(Stage.READY) : asking);
    failedAttempts = 0;
    startIfDue(index);
    return new Done();
  }

  private void addLoads(Submit command, List<String> ids, boolean removes) {
    ids.forEach(id -> loads.add(Load.of(command, id, removes)));
  }

  /// Whether the facts are those of a version, and nobody is about to change them.
  private boolean isSettledAt(long asked) {
    Agenda now = agenda();
    return now.version() == asked
        && now.isComplete()
        && now.running().isEmpty()
        && now.loads().isEmpty();
  }

  Outcome setStage(SetStage command, long index) {
    if (!agenda().takesPart(command.nodeId(), command.instance())) {
      return command.stage() == Stage.GONE ? new Done() : noPart(command.nodeId());
    }
    if (command.stage() == Stage.GONE) {
      forget(command.nodeId(), "takes part no longer");
      startIfDue(index);
      closeIfDone();
      return new Done();
    }
    Participant known = agenda().participant(command.nodeId()).orElseThrow();
    Participant moved = known.withStage(command.stage());
    if (!moved.equals(known)) {
      put(moved);
      if (moved.mayOwn() != known.mayOwn()) {
        failedAttempts = 0; // other owners are something else to try
      }
      startIfDue(index);
      closeIfDone();
    }
    return new Done();
  }

  private static Rejected noPart(String nodeId) {
    return new Rejected(Reason.NO_PART, "this run of " + nodeId + " takes no part in jobs");
  }

  Outcome reportJob(ReportJob command, long index) {
    NodeReport report = command.report();
    if (running.isPresent() && running.get().awaits(command.job(), report.nodeId())) {
      Job told = running.get().with(report);
      running = Optional.of(told);
      if (report.outcome() == JobOutcome.BROKEN || told.reports().size() == told.nodes().size()) {
        end(told);
        startIfDue(index);
        closeIfDone();
      }
    }
    return new Done();
  }

  /// Notes who leads a set.
  Outcome lead(LeadSet command, long index) {
    if (!agenda().takesPart(command.nodeId(), command.instance())) {
      return noPart(command.nodeId());
    }
    Optional<ReplicaSet> known = set(command.set());
    JobNode node = agenda().participant(command.nodeId()).orElseThrow().node();
    if (known.isEmpty() || !isNews(known.get(), node, command.raftTerm())) {
      return new Done();
    }
    put(known.get().ledBy(Optional.of(node), command.raftTerm()));
    if (!known.get().leader().equals(Optional.of(node))) {
      leaderChanged(known.get(), node.nodeId(), "'" + node.nodeId() + "' has taken over");
    }
    startIfDue(index);
    closeIfDone();
    return new Done();
  }

  /// What was tried with other leaders says nothing about what is tried with these. A job that does
  /// without the set goes on.
  private void leaderChanged(ReplicaSet set, String nodeId, String why) {
    if (running.isEmpty()) {
      failedAttempts = 0;
    } else if (!isIdle(set)) {
      failedAttempts = 0;
      end(running.get().with(NodeReport.broken(nodeId, why)));
    }
  }

  /// Notes that nobody leads a set.
  Outcome unlead(YieldSet command, long index) {
    Optional<ReplicaSet> known =
        set(command.set())
            .filter(set -> set.isLogged() && set.raftTerm() <= command.raftTerm())
            .filter(set -> set.isLedBy(command.nodeId(), command.instance()));
    if (known.isPresent()) {
      put(known.get().ledBy(Optional.empty(), command.raftTerm() + 1));
      String nodeId = command.nodeId();
      leaderChanged(known.get(), nodeId, "'" + nodeId + "' does not lead any more");
      startIfDue(index);
      closeIfDone();
    }
    return new Done();
  }

  /// Goes on without what a node has to give.
  Outcome miss(MissNode command, long index) {
    String nodeId = command.nodeId();
    Optional<Job> known = running.filter(job -> job.awaits(command.job(), nodeId));
    if (known.isEmpty() || agenda().isNeeded(known.get(), nodeId)) {
      return new Done();
    }
    Job missed = known.get().with(NodeReport.broken(nodeId, command.reason()));
    failedAttempts = 0; // without it, it may go well
    end(missed);
    loads.removeIf(load -> load.nodeId().equals(nodeId));
    agenda()
        .participant(nodeId)
        .filter(Participant::isWaiting)
        .ifPresent(each -> put(each.answeredBy(missed.result(), each.lastRequest())));
    startIfDue(index);
    closeIfDone();
    return new Done();
  }

  /// Notes whom a node reaches. With others who own facts, what failed may go well.
  Outcome reportLinks(ReportLinks command, long index) {
    String nodeId = command.nodeId();
    if (!agenda().takesPart(nodeId, command.instance())) {
      return noPart(nodeId);
    }
    List<String> asideBefore = agenda().reach().aside();
    lastTold = Optional.of(nodeId);
    for (Participant each : participants) {
      String other = each.nodeId();
      if (command.found().contains(other)) {
        gaps.remove(Gap.between(nodeId, other));
      } else if (command.lost().contains(other) && !other.equals(nodeId)) {
        gaps.add(Gap.between(nodeId, other));
      }
    }
    if (!asideBefore.equals(agenda().reach().aside())) {
      failedAttempts = running.isPresent() ? failedAttempts : 0;
      startIfDue(index);
    }
    return new Done();
  }

  /// Goes on from what one node has of a set.
  Outcome force(ForceSet command, long index) {
    Optional<ReplicaSet> known = set(command.set()).filter(this::isPlaced);
    if (known.isEmpty()) {
      return new Done(); // others keep its facts by now, as this is a late copy
    }
    Optional<Participant> heir = agenda().participant(command.nodeId());
    if (heir.isEmpty()) {
      return new Rejected(Reason.NO_PART, "'%s' takes no part in jobs".formatted(command.nodeId()));
    }
    ReplicaSet set = known.get();
    MemberId member = heir.get().member();
    if (set.isForced() && set.holders().contains(member)) {
      return new Done();
    }
    Optional<String> obstacle = obstacle(command, set, member);
    if (obstacle.isPresent()) {
      return new Rejected(Reason.CANNOT_FORCE, obstacle.get());
    }
    put(command.isEmpty() ? set.emptiedTo(heir.get()) : set.forcedTo(member));
    isComplete = false;
    leaderChanged(set, command.nodeId(), "set " + set.id() + " goes on from one copy");
    dropSets();
    startIfDue(index);
    closeIfDone();
    return new Done();
  }

  /// Why a set cannot go on as an operator would have it, if so.
  private static Optional<String> obstacle(ForceSet command, ReplicaSet set, MemberId heir) {
    List<String> holders = set.holders().stream().map(MemberId::nodeId).toList();
    if (set.raftTerm() != command.raftTerm()) {
      return Optional.of("somebody has led set %d in the meantime; look again".formatted(set.id()));
    }
    if (!set.isLogged() && !holders.isEmpty()) {
      return Optional.of(
          "the only copy of set %d is there, at %s".formatted(set.id(), quoted(holders)));
    }
    if (!command.isEmpty() && !set.holders().contains(heir)) {
      return Optional.of("'%s' has no copy of set %d".formatted(command.nodeId(), set.id()));
    }
    if (command.isEmpty() && !holders.isEmpty()) {
      return Optional.of(
          "set %d may still be had from %s; remove first who is gone for good"
              .formatted(set.id(), quoted(holders)));
    }
    return Optional.empty();
  }

  private static boolean isNews(ReplicaSet set, JobNode node, long raftTerm) {
    long least = set.leader().isPresent() ? set.raftTerm() + 1 : set.raftTerm();
    return set.isLogged() && set.mayBeLedBy(node.nodeId()) && raftTerm >= least;
  }

  private Optional<ReplicaSet> set(long id) {
    return sets.stream().filter(each -> each.id() == id).findFirst();
  }

  /// The sets that were made to take the place of one.
  private Stream<ReplicaSet> laterThan(ReplicaSet set) {
    return sets.stream().filter(each -> each.id() > set.id() && each.home().equals(set.home()));
  }

  private void put(ReplicaSet changed) {
    sets.replaceAll(each -> each.id() == changed.id() ? changed : each);
  }

  /// Goes on without a member whose copies are gone for good.
  ///
  /// @param why for people
  void memberGone(String nodeId, String why, long index) {
    boolean wasInSet = sets.stream().anyMatch(set -> set.has(nodeId));
    if (wasInSet || running.filter(job -> job.isOf(nodeId)).isPresent()) {
      failedAttempts = 0; // without it, it may go well
    }
    sets.replaceAll(set -> set.without(nodeId)); // first, so that its job ends as one with losses
    forget(nodeId, why);
    if (wasInSet) {
      dropSets();
    }
    startIfDue(index);
    closeIfDone();
  }

  /// Whether a job reads or writes a set that cannot agree on anything any more.
  private boolean isHopeless(Job job) {
    return !agenda().lostOwners().isEmpty()
        || job.layout().sets().stream()
            .anyMatch(id -> set(id).filter(set -> !set.isLost()).isEmpty());
  }

  /// Takes a node out, if it takes part, and what nobody needs without it.
  private void forget(String nodeId, String why) {
    boolean tookPart = participants.removeIf(each -> each.nodeId().equals(nodeId));
    if (tookPart) {
      loads.removeIf(load -> load.nodeId().equals(nodeId));
      gaps.removeIf(gap -> gap.isOf(nodeId));
      lastTold = lastTold.filter(teller -> !teller.equals(nodeId));
      sets.replaceAll(set -> withoutProcess(set, nodeId));
    }
    running
        .filter(job -> job.isOf(nodeId) || isHopeless(job))
        .ifPresent(job -> end(job.with(NodeReport.broken(nodeId, "'" + nodeId + "' " + why))));
    if (tookPart) {
      dropSets();
    }
  }

  private static ReplicaSet withoutProcess(ReplicaSet set, String nodeId) {
    if (!set.isLogged()) {
      return set.without(nodeId);
    }
    return set.isLedBy(nodeId) ? set.ledBy(Optional.empty(), set.raftTerm()) : set;
  }

  /// Forgets sets that keep nothing, unless they are to.
  private void dropSets() {
    boolean isAllLost =
        layout.isPresent()
            && agenda().placedSets().stream().allMatch(set -> set.holders().isEmpty());
    boolean isNothingThere = layout.isEmpty() && running.isEmpty() && loads.isEmpty();
    if (isAllLost) {
      layout = Optional.empty();
      map = Optional.empty();
    }
    if (isAllLost || isNothingThere) {
      isComplete = true; // nothing is left to be whole or not
    }
    List<String> homes = ring().stream().map(Participant::nodeId).toList();
    sets.removeIf(
        set ->
            isIdle(set)
                && (set.isLost()
                    || set.isForced()
                    || !set.has(set.home())
                    || !homes.contains(set.home())
                    || laterThan(set).anyMatch(later -> layout.isEmpty() || isPlaced(later))));
    if (participants.isEmpty() && sets.stream().noneMatch(ReplicaSet::isLogged)) {
      goOnFrom(Agenda.EMPTY);
    }
  }

  /// Whether a set neither keeps partitions nor is about to.
  private boolean isIdle(ReplicaSet set) {
    return !isPlaced(set)
        && running.stream().noneMatch(job -> job.layout().sets().contains(set.id()));
  }

  private boolean isPlaced(ReplicaSet set) {
    return layout.stream().anyMatch(known -> known.sets().contains(set.id()));
  }

  private void put(Participant changed) {
    participants.replaceAll(each -> each.nodeId().equals(changed.nodeId()) ? changed : each);
  }

  // ---------------------------------------------------------------- ends

  private void end(Job job) {
    JobResult result = job.result();
    running = Optional.empty();
    areRulesInForce |= job.thinks(); // also if it broke: what it concluded may be half of it
    if (result.outcome() == JobOutcome.BROKEN) {
      Agenda now = agenda();
      isComplete = false;
      failedAttempts++;
      if (failedAttempts < ATTEMPTS_MAX && now.lostOwners().isEmpty()) {
        loads.addAll(
            0,
            job.loads().stream()
                .filter(load -> now.takesPart(load.nodeId(), load.instance()))
                .toList());
        return; // to be tried again
      }
      // Its loads are gone: who asked for them is told that they failed.
    } else {
      isComplete = result.outcome() == JobOutcome.DONE;
      placed = job.id();
      version = isComplete ? placed : version;
      layout = Optional.of(job.layout());
      map = Optional.of(job.map());
      dropSets();
      failedAttempts = 0;
    }
    for (RequestAnswered answered : job.answers()) {
      agenda()
          .participant(answered.nodeId())
          .filter(waits -> waits.since() < job.id()) // a later run has not asked
          .ifPresent(waits -> put(waits.answeredBy(result, answered.request())));
    }
  }

  private void closeIfDone() {
    boolean allDone =
        participants.stream().allMatch(each -> each.isOnce() && each.stage() == Stage.DONE);
    isClosed |=
        allDone
            && !participants.isEmpty()
            && running.isEmpty(); // and all who are expected were there, or nobody would be done
  }

  // ---------------------------------------------------------------- beginnings

  /// Begins the next job, if something waits for it and it can begin.
  private void startIfDue(long index) {
    long finished = participants.stream().filter(Participant::hasFinishedInputs).count();
    boolean isTooEarly = layout.isEmpty() && finished < agenda().expectedNodeCount();
    if (running.isPresent() || isTooEarly) {
      return;
    }
    makeSets(index);
    boolean isAskedFor = !loads.isEmpty() || participants.stream().anyMatch(Participant::isWaiting);
    List<String> lost = agenda().lostOwners();
    if (!lost.isEmpty()) {
      if (failedAttempts < ATTEMPTS_MAX && isAskedFor) {
        answerLost(lost);
      }
      return;
    }
    Optional<Layout> next = nextLayout();
    if (next.isEmpty() || failedAttempts == ATTEMPTS_MAX) {
      return;
    }
    PartitionMap nextMap = mapOf(next.get(), index);
    boolean isToMove =
        layout.isPresent() && !(layout.equals(next) && map.equals(Optional.of(nextMap)));
    if (isAskedFor || isToMove || agenda().isToBeMended()) {
      running = Optional.of(job(index, next.get(), nextMap));
      loads.clear();
    }
  }

  /// Makes a set for each node that may own facts and has none, or one that others are to keep. No
  /// id comes twice, even if all that was there has been forgotten meanwhile: logs are named by
  /// them.
  private void makeSets(long index) {
    List<Participant> ring = ring();
    for (int place = 0; place < ring.size(); place++) {
      long id = Math.max(lastSet, index * Limits.MEMBER_COUNT_MAX) + 1;
      ReplicaSet wished =
          ReplicaSet.inRing(id, ring, place, settings.orElseThrow().replicationFactor());
      List<ReplicaSet> known =
          sets.stream().filter(set -> set.home().equals(wished.home())).toList();
      sets.removeIf(set -> known.contains(set) && isIdle(set) && !wished.isLike(set));
      if (known.stream().noneMatch(wished::isLike)) {
        sets.add(wished);
        lastSet = id;
      }
    }
  }

  /// The nodes that may keep facts: those that have finished their inputs, and those that have
  /// begun anew and have kept their copies. In an order that does not change when that happens.
  private List<Participant> ring() {
    return participants.stream()
        .filter(each -> each.mayOwn() || (each.stage() == Stage.LOADING && keepsCopy(each)))
        .sorted(Comparator.comparing(Participant::nodeId))
        .toList();
  }

  private boolean keepsCopy(Participant participant) {
    return sets.stream().anyMatch(set -> set.voters().contains(participant.member()));
  }

  /// The layout of the next job; nothing if it has to wait for the leader of a set.
  private Optional<Layout> nextLayout() {
    List<Long> next = new ArrayList<>();
    for (ReplicaSet set : sets) {
      boolean isPlaced = agenda().placedSets().contains(set);
      if (set.leader().isEmpty()) {
        if (isPlaced || layout.isEmpty()) {
          return Optional.empty();
        }
      } else if (stays(set)) {
        next.add(set.id());
      }
    }
    if (next.isEmpty()) {
      return Optional.empty();
    }
    if (layout.isPresent()) {
      return Optional.of(
          layout.get().isOf(next) ? layout.get() : layout.get().movedTo(next, successors(next)));
    }
    int nodeCount = Math.max(participants.size(), agenda().expectedNodeCount());
    return Optional.of(Layout.first(next, settings.orElseThrow().partitionCount(), nodeCount));
  }

  /// Which of some sets has the home of one that is not among them.
  private Map<Long, Long> successors(List<Long> next) {
    Map<Long, Long> successors = new HashMap<>();
    for (ReplicaSet set : sets) {
      laterThan(set)
          .map(ReplicaSet::id)
          .filter(next::contains)
          .forEach(later -> successors.put(set.id(), later));
    }
    return successors;
  }

  /// Whether a set is to keep partitions: unless its home leaves, or is no member any more, or
  /// another set is there to take its place.
  private boolean stays(ReplicaSet set) {
    boolean isLeaving =
        agenda().participant(set.home()).filter(each -> each.stage() == Stage.LEAVING).isPresent();
    boolean isSuperseded = laterThan(set).anyMatch(later -> later.leader().isPresent());
    return set.has(set.home()) && !set.isForced() && !isLeaving && !isSuperseded;
  }

  private static String quoted(List<String> ids) {
    return ids.stream().map(id -> "'" + id + "'").collect(joining(", "));
  }

  private PartitionMap mapOf(Layout next, long index) {
    List<JobNode> leaders =
        next.sets().stream().map(id -> set(id).orElseThrow().leader().orElseThrow()).toList();
    PartitionMap made = PartitionMap.of(index, next, leaders);
    return map.filter(made::isLike).orElse(made);
  }

  /// What was there before is not whole any more, so nothing can be concluded from it, and nothing
  /// added to it.
  private void answerLost(List<String> lost) {
    String names = quoted(lost.stream().limit(NAMES_MAX).toList());
    JobResult result =
        JobResult.impossible(
            "the facts that "
                + names
                + (lost.size() > NAMES_MAX ? " and " + (lost.size() - NAMES_MAX) + " more" : "")
                + " owned are lost, since too many of the nodes that kept them are gone; start all"
                + " nodes anew, or go on from what is left: cwm cluster force-replica-set");
    participants.replaceAll(
        each -> each.isWaiting() ? each.answeredBy(result, each.lastRequest()) : each);
    loads.clear(); // as all who asked for them have been waiting
  }

  private Job job(long index, Layout next, PartitionMap nextMap) {
    List<JobNode> nodes = new ArrayList<>(nextMap.nodes());
    for (Participant each : participants) {
      boolean gives =
          agenda().placedSets().stream()
                  .anyMatch(set -> set.leader().equals(Optional.of(each.node())))
              || loads.stream().anyMatch(load -> load.nodeId().equals(each.nodeId()));
      if (gives && !nodes.contains(each.node())) {
        nodes.add(each.node());
      }
    }
    List<Participant> thinkers = participants.stream().filter(Participant::wantsThink).toList();
    ThinkTerms asked = thinkers.isEmpty() ? terms : ThinkTerms.ofAll(thinkers);
    return new Job(
        index,
        failedAttempts,
        nodes,
        next,
        nextMap,
        loads,
        !thinkers.isEmpty() || (areRulesInForce && !mayPutOff(next, nextMap)),
        asked.maxSteps(),
        asked.nowMillis(),
        participants.stream()
            .filter(Participant::isWaiting)
            .map(each -> new RequestAnswered(each.nodeId(), each.lastRequest()))
            .toList(),
        List.of());
  }

  /// Whether rules can wait for a later job: who loads has said so, and what has been derived is
  /// whole and stays where it is.
  private boolean mayPutOff(Layout next, PartitionMap nextMap) {
    boolean isSame = layout.equals(Optional.of(next)) && map.equals(Optional.of(nextMap));
    boolean stays = isSame && settings.orElseThrow().placesByFactAlone();
    return stays && isComplete && failedAttempts == 0 && Load.allPutOff(loads);
  }
}
