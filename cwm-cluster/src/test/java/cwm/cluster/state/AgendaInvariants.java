package cwm.cluster.state;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Command.YieldSet;
import cwm.cluster.state.Effect.AgendaChanged;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Job.RequestAnswered;
import cwm.cluster.state.Outcome.Rejected.Reason;
import cwm.cluster.state.Participant.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What must hold of an agenda after each command, told from outside.
final class AgendaInvariants {
  /// Requests that a run of a node has made, by its instance, so that nobody is answered for
  /// another.
  private final Map<String, Set<Long>> requests = new HashMap<>();

  /// The requests that have asked for loads.
  private final Map<LoadOfRun, Long> requestOfLoad = new HashMap<>();

  /// @param since when the run of its node took part
  private record LoadOfRun(long since, Load load) {}

  void check(
      Image before,
      long index,
      Command command,
      Outcome outcome,
      List<Effect> effects,
      Image after) {
    Agenda old = before.agenda();
    Agenda now = after.agenda();
    checkEffects(old, effects, now);
    if (outcome instanceof Outcome.Rejected) {
      assertThat(now).isEqualTo(old);
    }
    checkPart(command, outcome, old);
    checkVersion(old, command, outcome, now);
    boolean hasLogs = now.sets().stream().anyMatch(ReplicaSet::isLogged);
    boolean isAnew =
        !old.participants().isEmpty() && old.participants().stream().noneMatch(isIn(now));
    if (isAnew) {
      assertThat(now.participants()).hasSizeLessThanOrEqualTo(1);
    }
    if (isAnew && !hasLogs) {
      old = Agenda.EMPTY; // all begins anew
    }
    if (now.participants().isEmpty() && !hasLogs) {
      assertThat(now).isEqualTo(Agenda.EMPTY);
      return;
    }
    checkSets(old, command, now, after.members());
    checkParticipants(old, index, command, now, after.members());
    checkGaps(old, command, outcome, now);
    checkRunning(old, index, now);
    checkMap(old, now);
    checkVersion(old, now);
    checkRules(old, now);
    noteLoads(old, command, outcome);
    checkLoads(old, command, now);
    boolean isReopened = old.isClosed() && command instanceof TakePart;
    if (!isReopened) {
      checkClosed(old, now);
    }
    checkNothingIsDue(now);
  }

  /// Whether the same run of the node still takes part.
  private static Predicate<Participant> isIn(Agenda agenda) {
    return known -> agenda.participants().stream().anyMatch(each -> each.since() == known.since());
  }

  private static void checkEffects(Agenda before, List<Effect> effects, Agenda now) {
    assertThat(effects.stream().filter(AgendaChanged.class::isInstance))
        .isEqualTo(now.equals(before) ? List.of() : List.of(new AgendaChanged(now)));
  }

  /// Who takes no part is refused, and nobody else.
  private static void checkPart(Command command, Outcome outcome, Agenda before) {
    boolean isRefused =
        switch (command) {
          case Submit submit -> !before.takesPart(submit.nodeId(), submit.instance());
          case LeadSet(_, var nodeId, var instance, _) -> !before.takesPart(nodeId, instance);
          case ForceSet(long set, var nodeId, _, _) ->
              before.participant(nodeId).isEmpty()
                  && before.layout().stream().anyMatch(layout -> layout.sets().contains(set));
          case ReportLinks(var nodeId, var instance, _, _) -> !before.takesPart(nodeId, instance);
          case SetStage(var nodeId, var instance, var stage) ->
              stage != Stage.GONE && !before.takesPart(nodeId, instance);
          default -> false;
        };
    boolean saysSo = outcome instanceof Outcome.Rejected(var reason, _) && reason == Reason.NO_PART;
    assertThat(saysSo).isEqualTo(isRefused);
  }

  // ---------------------------------------------------------------- gaps

  /// What a node has told holds until it or the other tells otherwise, or one of them begins anew.
  private static void checkGaps(Agenda before, Command command, Outcome outcome, Agenda now) {
    Set<Gap> expected = new HashSet<>(before.gaps());
    expected.removeIf(gap -> !goesOn(gap.one(), before, now) || !goesOn(gap.other(), before, now));
    if (command instanceof ReportLinks(var nodeId, _, var lost, var found)
        && outcome instanceof Outcome.Done) {
      for (String other : nodeIds(now.participants())) {
        if (lost.contains(other) && !other.equals(nodeId)) {
          expected.add(Gap.between(nodeId, other));
        }
        if (found.contains(other)) {
          expected.remove(Gap.between(nodeId, other));
        }
      }
    }
    boolean hasTold = command instanceof ReportLinks && outcome instanceof Outcome.Done;
    assertThat(now.lastTold())
        .isEqualTo(
            hasTold
                ? Optional.of(((ReportLinks) command).nodeId())
                : before.lastTold().filter(id -> goesOn(id, before, now)));
    assertThat(now.gaps())
        .containsExactlyInAnyOrderElementsOf(expected)
        .isSortedAccordingTo(Gap.ORDER);
  }

  /// Whether the same run of a node still takes part.
  private static boolean goesOn(String nodeId, Agenda before, Agenda now) {
    return before.participant(nodeId).filter(isIn(now)).isPresent();
  }

  // ---------------------------------------------------------------- participants

  private void checkParticipants(
      Agenda before, long index, Command command, Agenda now, List<Member> members) {
    List<Participant> all = now.participants();
    assertThat(all).extracting(Participant::nodeId).doesNotHaveDuplicates();
    assertThat(members).extracting(Member::nodeId).containsAll(nodeIds(all));
    assertThat(all).extracting(Participant::since).isSorted().doesNotHaveDuplicates();
    for (Participant each : all) {
      if (command instanceof Submit submit && each.node().is(submit.nodeId(), submit.instance())) {
        requests.computeIfAbsent(submit.instance(), _ -> new HashSet<>()).add(each.lastRequest());
      }
      assertThat(each.isWaiting()).isIn(false, each.lastRequest() > each.answered());
      assertThat(each.wantsThink()).isIn(false, each.isWaiting());
      assertThat(each.answer().isPresent()).isEqualTo(each.answered() > 0);
      assertThat(each.stage()).isNotEqualTo(Stage.GONE);
      Optional<Participant> known =
          before.participant(each.nodeId()).filter(old -> old.since() == each.since());
      if (known.isPresent()) {
        checkGoesOn(known.get(), each, before, command, now);
      } else {
        assertThat(command).isInstanceOf(TakePart.class);
        assertThat(each).isEqualTo(Participant.begun((TakePart) command, index));
      }
    }
    assertThat(now.settings()).isPresent();
    if (!before.participants().isEmpty()) {
      assertThat(now.settings()).isEqualTo(before.settings());
    }
  }

  private void checkGoesOn(
      Participant before, Participant now, Agenda old, Command command, Agenda agenda) {
    assertThat(now.node()).isEqualTo(before.node());
    assertThat(now.stage()).isGreaterThanOrEqualTo(before.stage());
    assertThat(now.lastRequest()).isGreaterThanOrEqualTo(before.lastRequest());
    if (now.answered() == before.answered()) {
      assertThat(now.answer()).as("the answer of %s", now).isEqualTo(before.answer());
    } else {
      assertThat(now.answered()).isGreaterThan(before.answered());
      assertThat(requests.get(now.node().instance())).as("what it asked").contains(now.answered());
      assertThat(before.isWaiting() || now.lastRequest() > before.lastRequest()).isTrue();
      JobResult answer = now.answer().orElseThrow();
      assertThat(answer.reason().isEmpty()).isEqualTo(answer.outcome() == JobOutcome.DONE);
      if (answer.outcome() != JobOutcome.BROKEN) {
        assertThat(answer.job()).isEqualTo(agenda.placed());
        assertThat(answer.outcome() == JobOutcome.DONE)
            .isEqualTo(agenda.version() == agenda.placed());
        assertThat(old.running().orElseThrow().answers())
            .contains(new RequestAnswered(now.node().nodeId(), now.answered()));
      } else if (answer.job() == 0) {
        assertThat(agenda.lostOwners()).isNotEmpty();
      } else {
        assertThat(Optional.of(answer.job())).isEqualTo(old.running().map(Job::id));
        assertThat(
                command instanceof MissNode
                    || old.failedAttempts() == Jobs.ATTEMPTS_MAX - 1
                    || isOwnerLost(old, agenda))
            .as("missed, tried in vain, or somebody is lost")
            .isTrue();
      }
    }
  }

  private static boolean isOwnerLost(Agenda before, Agenda now) {
    return before.placedSets().stream()
        .anyMatch(set -> now.set(set.id()).map(ReplicaSet::isLost).orElse(true));
  }

  private static List<String> nodeIds(List<Participant> participants) {
    return participants.stream().map(Participant::nodeId).toList();
  }

  // ---------------------------------------------------------------- sets

  private static void checkSets(Agenda before, Command command, Agenda now, List<Member> members) {
    List<MemberId> all =
        members.stream().map(each -> new MemberId(each.nodeId(), each.incarnation())).toList();
    assertThat(now.lastSet()).isGreaterThanOrEqualTo(before.lastSet());
    assertThat(now.sets()).extracting(ReplicaSet::id).isSorted().doesNotHaveDuplicates();
    List<Long> placed = now.layout().map(Layout::sets).orElse(List.of());
    assertThat(now.sets()).extracting(ReplicaSet::id).containsAll(placed);
    for (ReplicaSet set : now.sets()) {
      assertThat(all).containsAll(set.voters());
      assertThat(set.voters()).extracting(MemberId::nodeId).doesNotHaveDuplicates();
      assertThat(set.isLost()).as("lost and of no use").isIn(false, placed.contains(set.id()));
      set.leader()
          .ifPresent(
              leader -> {
                assertThat(now.takesPart(leader.nodeId(), leader.instance())).isTrue();
                assertThat(set.holders()).extracting(MemberId::nodeId).contains(leader.nodeId());
              });
      if (!set.isLogged()) {
        assertThat(set.voters()).hasSizeLessThanOrEqualTo(1);
        assertThat(set.leader().isPresent()).isEqualTo(!set.isLost());
      }
      Optional<ReplicaSet> known = before.set(set.id());
      if (known.isEmpty()) {
        assertThat(set.id()).isGreaterThan(before.lastSet());
        int copies = now.settings().orElseThrow().replicationFactor();
        assertThat(set.holders()).hasSizeBetween(1, copies);
        assertThat(set.witness().isPresent()).isIn(false, set.holders().size() % 2 == 0);
      } else {
        assertThat(set.raftTerm()).isGreaterThanOrEqualTo(known.get().raftTerm());
        if (command instanceof ForceSet force && set.isForced() && !known.get().isForced()) {
          assertThat(set.id()).isEqualTo(force.set());
          assertThat(set.voters()).extracting(MemberId::nodeId).containsExactly(force.nodeId());
          assertThat(set.leader().isEmpty())
              .as("leads when it has opened its copy")
              .isEqualTo(!force.isEmpty());
        } else if (!(command instanceof ForceSet)) {
          assertThat(known.get().voters()).containsAll(set.voters());
          assertThat(set.isForced()).isEqualTo(known.get().isForced());
        }
      }
    }
    List<Long> used = new ArrayList<>(placed);
    now.running().ifPresent(job -> used.addAll(job.layout().sets()));
    assertThat(now.sets().stream().filter(set -> !used.contains(set.id())))
        .as("sets that wait to keep something")
        .extracting(ReplicaSet::home)
        .doesNotHaveDuplicates();
    for (ReplicaSet set : before.placedSets()) { // nobody forgets who keeps facts
      boolean isEmptied =
          before.running().isPresent()
              && now.placed() == before.running().get().id()
              && !before.running().get().layout().sets().contains(set.id());
      boolean areAllLost = now.layout().isEmpty();
      assertThat(now.set(set.id()).isPresent()).isIn(true, !(isEmptied || areAllLost));
    }
  }

  // ---------------------------------------------------------------- jobs

  private static void checkRunning(Agenda before, long index, Agenda now) {
    if (now.running().isEmpty()) {
      return;
    }
    Job job = now.running().get();
    checkLayoutIsSound(job.layout());
    Set<JobNode> parts = now.participants().stream().map(Participant::node).collect(toSet());
    assertThat(parts).containsAll(job.nodes());
    assertThat(job.nodes()).startsWith(job.map().nodes().toArray(JobNode[]::new));
    assertThat(job.nodes()).extracting(JobNode::nodeId).doesNotHaveDuplicates();
    assertThat(job.reports()).extracting(NodeReport::nodeId).doesNotHaveDuplicates();
    assertThat(job.reports()).hasSizeLessThan(job.nodes().size());
    assertThat(job.reports()).extracting(NodeReport::outcome).doesNotContain(JobOutcome.BROKEN);
    assertThat(job.map().owners())
        .isEqualTo(PartitionMap.of(0, job.layout(), leaders(now, job.layout())).owners());
    assertThat(job.map().nodes())
        .isEqualTo(leaders(now, job.layout()).stream().distinct().toList());
    now.layout().ifPresent(layout -> checkGivers(job, layout, now));
    assertThat(job.attempt()).isLessThan(Jobs.ATTEMPTS_MAX);
    assertThat(now.failedAttempts()).isIn(0, job.attempt());
    for (RequestAnswered answered : job.answers()) {
      now.participant(answered.nodeId())
          .filter(each -> each.since() < job.id())
          .ifPresent(
              each -> {
                assertThat(each.isWaiting()).isTrue();
                assertThat(answered.request()).isBetween(each.answered() + 1, each.lastRequest());
              });
    }
    assertThat(job.nodes())
        .extracting(JobNode::nodeId)
        .containsAll(job.loads().stream().map(Load::nodeId).toList());
    Optional<Job> running = before.running().filter(old -> old.id() == job.id());
    if (running.isPresent()) {
      assertThat(withoutReports(job)).isEqualTo(withoutReports(running.get()));
      List<NodeReport> known = running.get().reports();
      assertThat(job.reports().subList(0, known.size())).isEqualTo(known);
    } else {
      checkBegins(job, index, now);
    }
  }

  private static List<JobNode> leaders(Agenda agenda, Layout layout) {
    return layout.sets().stream()
        .map(id -> agenda.set(id).flatMap(ReplicaSet::leader).orElseThrow())
        .toList();
  }

  /// Whoever leads a set with facts has a part, and a set that stays hands nothing to another that
  /// does.
  private static void checkGivers(Job job, Layout before, Agenda now) {
    assertThat(job.nodes())
        .containsAll(now.placedSets().stream().map(set -> set.leader().orElseThrow()).toList());
    Layout next = job.layout();
    assertThat(next.partitionCount()).isEqualTo(before.partitionCount());
    if (job.map().epoch() != job.id()) {
      assertThat(Optional.of(job.map())).isEqualTo(now.map());
    }
    for (int partition = 0; partition < before.partitionCount(); partition++) {
      long from = before.sets().get(before.owners().get(partition));
      long to = next.sets().get(next.owners().get(partition));
      assertThat(from == to || !next.sets().contains(from) || !before.sets().contains(to))
          .as("partition %d moves from %s to %s", partition, from, to)
          .isTrue();
    }
  }

  private static Job withoutReports(Job job) {
    return new Job(
        job.id(),
        job.attempt(),
        job.nodes(),
        job.layout(),
        job.map(),
        job.loads(),
        job.thinks(),
        job.maxSteps(),
        job.nowMillis(),
        job.answers(),
        List.of());
  }

  private static void checkBegins(Job job, long index, Agenda now) {
    assertThat(job.id()).isEqualTo(index);
    assertThat(job.attempt()).isEqualTo(now.failedAttempts()).isLessThan(Jobs.ATTEMPTS_MAX);
    assertThat(job.reports()).isEmpty();
    assertThat(now.lostOwners()).isEmpty();
    assertThat(now.loads()).isEmpty();
    assertThat(job.answers())
        .isEqualTo(
            now.participants().stream()
                .filter(Participant::isWaiting)
                .map(each -> new RequestAnswered(each.nodeId(), each.lastRequest()))
                .toList());
    if (now.map().isEmpty()) {
      long finished = now.participants().stream().filter(Participant::hasFinishedInputs).count();
      assertThat(finished).isGreaterThanOrEqualTo(now.expectedNodeCount());
    }
    assertThat(job.layout().isOf(wanted(now))).isTrue();
    List<Long> before = now.layout().map(Layout::sets).orElse(List.of());
    for (long id : job.layout().sets()) {
      if (!before.contains(id)) {
        assertThat(now.set(id).orElseThrow().voters())
            .as("members of set %d, which is new", id)
            .noneMatch(member -> isLeaving(now, member.nodeId()));
      }
    }
    boolean isAskedFor = now.participants().stream().anyMatch(Participant::wantsThink);
    assertThat(job.thinks())
        .isEqualTo(isAskedFor || (now.areRulesInForce() && !mayPutOff(job, now)));
    assertThat(job.map().epoch()).isIn(index, now.map().map(PartitionMap::epoch).orElse(index));
  }

  private static boolean mayPutOff(Job job, Agenda now) {
    boolean isWanted = !job.loads().isEmpty() && job.loads().stream().allMatch(Load::putsOff);
    boolean isWhole = now.isComplete() && job.attempt() == 0;
    boolean stays =
        now.layout().equals(Optional.of(job.layout())) && now.map().equals(Optional.of(job.map()));
    return isWanted && isWhole && stays && now.settings().orElseThrow().placesByFactAlone();
  }

  private static boolean isLeaving(Agenda agenda, String nodeId) {
    return agenda.participant(nodeId).filter(each -> each.stage() == Stage.LEAVING).isPresent();
  }

  /// The sets that are to keep partitions: of homes that belong to the cluster and do not leave,
  /// and somebody leads them.
  private static List<Long> wanted(Agenda agenda) {
    return agenda.sets().stream()
        .filter(set -> set.leader().isPresent() && set.has(set.home()) && !set.isForced())
        .filter(set -> later(agenda, set).noneMatch(other -> other.leader().isPresent()))
        .filter(set -> !isLeaving(agenda, set.home()))
        .map(ReplicaSet::id)
        .toList();
  }

  /// The sets that were made to take the place of one.
  private static Stream<ReplicaSet> later(Agenda agenda, ReplicaSet set) {
    return agenda.sets().stream()
        .filter(other -> other.id() > set.id() && other.home().equals(set.home()));
  }

  /// Whether the next job has to wait for somebody who leads.
  private static boolean lacksLeader(Agenda agenda) {
    List<ReplicaSet> needed = agenda.layout().isPresent() ? agenda.placedSets() : agenda.sets();
    return needed.stream().anyMatch(set -> set.leader().isEmpty() && !set.isLost());
  }

  /// Whatever could begin has.
  private static void checkNothingIsDue(Agenda now) {
    long finished = now.participants().stream().filter(Participant::hasFinishedInputs).count();
    boolean isHeldBack =
        now.running().isPresent()
            || now.failedAttempts() == Jobs.ATTEMPTS_MAX
            || (wanted(now).isEmpty() && now.lostOwners().isEmpty())
            || lacksLeader(now)
            || (now.map().isEmpty() && finished < now.expectedNodeCount());
    if (!isHeldBack) {
      assertThat(now.participants()).noneMatch(Participant::isWaiting);
      assertThat(now.loads()).isEmpty();
      if (now.lostOwners().isEmpty()) {
        assertThat(now.isToBeMended()).isFalse();
        assertThat(now.layout().stream()).allMatch(layout -> layout.isOf(wanted(now)));
        now.layout()
            .ifPresent(
                layout ->
                    assertThat(now.map().map(PartitionMap::nodes))
                        .contains(leaders(now, layout).stream().distinct().toList()));
      }
    }
  }

  // ---------------------------------------------------------------- what jobs leave behind

  /// A map comes from a job that ended, and goes when none of its owners is left.
  private static void checkMap(Agenda before, Agenda now) {
    now.layout().ifPresent(AgendaInvariants::checkLayoutIsSound);
    assertThat(now.map().isPresent()).isEqualTo(now.layout().isPresent());
    if (now.map().equals(before.map())) {
      return;
    }
    if (now.map().isPresent()) {
      assertThat(before.running().map(Job::map)).isEqualTo(now.map());
      assertThat(before.running().map(Job::layout)).isEqualTo(now.layout());
      assertThat(now.placed()).isEqualTo(before.running().orElseThrow().id());
    } else {
      assertThat(before.placedSets())
          .allMatch(set -> now.set(set.id()).map(ReplicaSet::holders).orElse(List.of()).isEmpty());
    }
  }

  private static void checkLayoutIsSound(Layout layout) {
    Map<Integer, Long> shares = new HashMap<>();
    for (int set = 0; set < layout.sets().size(); set++) {
      int place = set;
      shares.put(set, layout.owners().stream().filter(owner -> owner == place).count());
    }
    assertThat(layout.owners()).isNotEmpty().allMatch(owner -> owner >= 0 && owner < shares.size());
    long least = shares.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    assertThat(shares.values()).allMatch(share -> share - least <= 1);
  }

  private static void checkVersion(Agenda before, Agenda now) {
    assertThat(now.placed()).isGreaterThanOrEqualTo(before.placed());
    assertThat(now.version())
        .isGreaterThanOrEqualTo(before.version())
        .isLessThanOrEqualTo(now.placed());
    if (now.placed() != before.placed()) {
      assertThat(Optional.of(now.placed())).isEqualTo(before.running().map(Job::id));
      assertThat(now.isComplete()).isEqualTo(now.version() == now.placed());
      assertThat(now.failedAttempts()).isZero();
    }
    if (now.version() != before.version()) {
      assertThat(now.version()).isEqualTo(now.placed());
    }
    if (now.isComplete() && now.map().isPresent()) {
      assertThat(now.version()).isEqualTo(now.placed());
    }
    if (now.isComplete() && !before.isComplete()) {
      assertThat(now.map().isEmpty() || now.placed() > before.placed()).isTrue();
    }
    assertThat(now.failedAttempts()).isBetween(0, Jobs.ATTEMPTS_MAX);
    if (now.failedAttempts() == Jobs.ATTEMPTS_MAX) {
      assertThat(now.participants()).noneMatch(Participant::isWaiting);
      assertThat(now.loads()).isEmpty();
    }
    if (now.failedAttempts() > before.failedAttempts()) {
      assertThat(now.running().map(Job::id)).isNotEqualTo(before.running().map(Job::id));
      assertThat(now.isComplete() && now.map().isPresent()).isFalse();
    }
  }

  /// Rules are in force from the end of the first job that ran them, however it ended.
  private static void checkRules(Agenda before, Agenda now) {
    boolean haveRun = ended(before, now).map(Job::thinks).orElse(false);
    assertThat(now.areRulesInForce()).isEqualTo(before.areRulesInForce() || haveRun);
  }

  /// The job that a command has ended.
  private static Optional<Job> ended(Agenda before, Agenda now) {
    return before
        .running()
        .filter(job -> !now.running().map(Job::id).equals(Optional.of(job.id())));
  }

  private void noteLoads(Agenda before, Command command, Outcome outcome) {
    if (command instanceof Submit submit && outcome instanceof Outcome.Done) {
      Participant asks = before.participant(submit.nodeId()).orElseThrow();
      if (submit.request() > asks.lastRequest()) {
        for (Load load : loadsOf(submit)) {
          requestOfLoad.put(new LoadOfRun(asks.since(), load), submit.request());
        }
      }
    }
  }

  private static List<Load> loadsOf(Submit submit) {
    return Stream.concat(
            submit.removals().stream().map(id -> load(submit, id, true)),
            submit.loads().stream().map(id -> load(submit, id, false)))
        .toList();
  }

  private static Load load(Submit submit, String id, boolean removes) {
    boolean putsOff = submit.thinking() == Thinking.PUT_OFF;
    return new Load(submit.nodeId(), submit.instance(), id, removes, putsOff);
  }

  /// Who depends on facts is let through while these are there and nobody is about to change them,
  /// and refused otherwise.
  private static void checkVersion(Agenda before, Command command, Outcome outcome, Agenda now) {
    boolean isRefused =
        outcome instanceof Outcome.Rejected(var reason, _) && reason == Reason.OTHER_FACTS;
    if (!(command instanceof Submit submit) || submit.onVersion() == 0) {
      assertThat(isRefused).isFalse();
      return;
    }
    boolean isNews =
        before
            .participant(submit.nodeId())
            .filter(each -> each.node().is(submit.nodeId(), submit.instance()))
            .filter(each -> each.lastRequest() < submit.request())
            .isPresent();
    boolean isSettled =
        before.version() == submit.onVersion()
            && before.isComplete()
            && before.running().isEmpty()
            && before.loads().isEmpty();
    assertThat(isRefused).isEqualTo(isNews && !isSettled);
    if (isNews && outcome instanceof Outcome.Done) {
      assertThat(loadsOf(submit))
          .as("what changes the facts it depends on")
          .containsAll(loads(now));
    }
  }

  /// A load is kept until who asked for it is answered or gone, and never comes back: when a job
  /// has dealt it out, or is given up.
  private void checkLoads(Agenda before, Command command, Agenda now) {
    List<Load> kept = loads(now);
    assertThat(kept).allMatch(load -> now.takesPart(load.nodeId(), load.instance()));
    assertThat(kept).doesNotHaveDuplicates();
    assertThat(kept).hasSizeLessThanOrEqualTo(Limits.LOAD_COUNT_MAX);
    Set<Load> unanswered = new HashSet<>();
    requestOfLoad.forEach(
        (asked, request) ->
            now.participant(asked.load().nodeId())
                .filter(each -> each.since() == asked.since() && each.answered() < request)
                .ifPresent(_ -> unanswered.add(asked.load())));
    assertThat(kept).as("loads of requests without an answer").hasSameElementsAs(unanswered);
    assertThat(kept).allMatch(load -> now.participant(load.nodeId()).orElseThrow().isWaiting());
    ended(before, now).ifPresent(job -> checkLoadsOfEnded(job, before, command, now));
    List<Load> added = new ArrayList<>(kept);
    added.removeAll(loads(before));
    for (Load load : added) {
      assertThat(command)
          .isInstanceOfSatisfying(
              Submit.class, submit -> assertThat(loadsOf(submit)).contains(load));
    }
  }

  /// They are all kept for another attempt, or none: who asked is told.
  ///
  /// Those of a node that is missed are given up, and no others.
  private static void checkLoadsOfEnded(Job job, Agenda before, Command command, Agenda now) {
    boolean isTakenOver =
        command instanceof LeadSet
            || command instanceof YieldSet
            || command instanceof MissNode
            || command instanceof ForceSet
            || command instanceof RemoveMember
            || command instanceof PutMember
            || command instanceof TakePart;
    boolean isPlaced = now.placed() == job.id();
    boolean isInVain = !isTakenOver && before.failedAttempts() == Jobs.ATTEMPTS_MAX - 1;
    boolean isGivenUp = !isPlaced && (isInVain || isOwnerLost(before, now));
    List<Load> kept = loads(now);
    for (Load load : job.loads()) {
      if (now.takesPart(load.nodeId(), load.instance())) {
        boolean isMissed =
            command instanceof MissNode(_, var nodeId, _) && nodeId.equals(load.nodeId());
        boolean isOver = isGivenUp || isMissed;
        assertThat(kept.contains(load)).as("%s", load).isEqualTo(!isPlaced && !isOver);
        boolean isTold =
            now.participant(load.nodeId()).orElseThrow().answer().stream()
                .filter(answer -> answer.outcome() == JobOutcome.BROKEN)
                .anyMatch(answer -> answer.job() == job.id() || answer.job() == 0);
        assertThat(isTold).as("told of %s", load).isIn(true, isOver);
      }
    }
  }

  private static List<Load> loads(Agenda agenda) {
    List<Load> loads = new ArrayList<>(agenda.loads());
    agenda.running().ifPresent(job -> loads.addAll(job.loads()));
    return loads;
  }

  private static void checkClosed(Agenda before, Agenda now) {
    if (before.isClosed()) {
      assertThat(now.isClosed()).isTrue();
    } else if (now.isClosed()) {
      assertThat(now.participants())
          .isNotEmpty()
          .allMatch(each -> each.isOnce() && each.stage() == Stage.DONE);
      assertThat(now.running()).isEmpty();
    } else {
      boolean isOver =
          !now.participants().isEmpty()
              && now.running().isEmpty()
              && now.participants().stream()
                  .allMatch(each -> each.isOnce() && each.stage() == Stage.DONE);
      assertThat(isOver).as("is over and not closed").isFalse();
    }
  }
}
