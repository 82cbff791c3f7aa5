package cwm.cluster.state;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Command.YieldSet;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Participant.Stage;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What several clients on nodes that come and go may propose, copies of what they proposed before
/// included. Locks, barriers and nodes are few, so that they meet.
final class RandomCommands {
  static final List<String> LOCKS = List.of("lock-1", "lock-2", "lock-3");
  static final List<String> BARRIERS = List.of("barrier-1", "barrier-2");
  private static final List<String> NODES = List.of("a", "b", "c", "d");
  private static final int RECENT = 12;

  private final RandomSource random;
  private final ClusterState state;
  private final List<Command> proposed = new ArrayList<>();
  private final List<AcquireLock> acquires = new ArrayList<>();
  private final List<EnterBarrier> enters = new ArrayList<>();
  private final List<Long> sessions = new ArrayList<>(List.of(1_000_000L));
  private final boolean areOnce;
  private final int partitionCount;
  private final int copyCount;
  private int nextId;

  /// @param state that the commands will be applied to
  RandomCommands(RandomSource random, ClusterState state) {
    this.random = random;
    this.state = state;
    areOnce = random.oneIn(3);
    partitionCount = random.oneIn(3) ? random.between(1, 2) : 0;
    copyCount = random.pick(List.of(1, 1, 2, 3));
  }

  Command next() {
    if (!proposed.isEmpty() && random.oneIn(5)) {
      return random.pick(proposed);
    }
    Command command = fresh();
    proposed.add(command);
    return command;
  }

  private Command fresh() {
    state.sessions().stream()
        .map(Session::id)
        .filter(id -> !sessions.contains(id))
        .forEach(sessions::add);
    return switch (random.below(59)) {
      case 0 -> putMember();
      case 1 -> removeMember();
      case 2, 3, 4 -> openSession();
      case 5, 6 -> new RenewSession(session(), random.many(random.below(6), this::entryId));
      case 7 -> random.oneIn(2) ? new CloseSession(session()) : expire();
      case 8, 9, 10, 11, 12, 13 -> {
        var acquire = new AcquireLock(random.pick(LOCKS), session(), id());
        acquires.add(acquire);
        yield acquire;
      }
      case 14, 15, 16, 17 -> release();
      case 18, 19, 20, 21 -> {
        int count = random.oneIn(8) ? random.between(0, 4) : 3;
        var enter = new EnterBarrier(random.pick(BARRIERS), count, session(), id());
        enters.add(enter);
        yield enter;
      }
      case 22, 23 -> leave();
      case 24, 25, 26, 27 -> takePart();
      case 28, 29, 30, 31, 32, 33, 34 -> submit();
      case 35, 36, 37, 38, 39 -> setStage();
      case 40, 41, 42 -> leadSet();
      case 43 -> yieldSet();
      case 44 -> missNode();
      case 45, 46 -> forceSet();
      case 47 -> reportLinks();
      default -> reportJob();
    };
  }

  private Command putMember() {
    String nodeId = random.pick(NODES);
    Optional<String> known = state.member(nodeId).map(Member::incarnation);
    String incarnation = known.isPresent() && random.oneIn(3) ? known.get() : id();
    return new PutMember(
        nodeId, incarnation, "host:" + random.below(3), random.oneIn(3) ? Optional.empty() : known);
  }

  private Command removeMember() {
    String nodeId = random.pick(NODES);
    return new RemoveMember(nodeId, state.member(nodeId).map(Member::incarnation).orElse("none"));
  }

  private Command openSession() {
    String nodeId = random.pick(NODES);
    Optional<Member> member = state.member(nodeId);
    return member.isPresent()
        ? new OpenSession(nodeId, member.get().incarnation(), id(), random.between(1, 9))
        : new PutMember(nodeId, id(), "host:1");
  }

  private Command expire() {
    long session = session();
    long renewedIndex = state.session(session).map(Session::renewedIndex).orElse(1L);
    return new ExpireSession(session, random.oneIn(3) ? renewedIndex - 1 : renewedIndex);
  }

  /// Mostly for what was asked for not long ago.
  private Command release() {
    if (acquires.isEmpty() || random.oneIn(10)) {
      return new ReleaseLock(random.pick(LOCKS), session(), id());
    }
    AcquireLock acquire = recent(acquires);
    return new ReleaseLock(acquire.lock(), acquire.session(), acquire.requestId());
  }

  private Command leave() {
    if (enters.isEmpty() || random.oneIn(10)) {
      return new LeaveBarrier(random.pick(BARRIERS), session(), id());
    }
    EnterBarrier enter = recent(enters);
    return new LeaveBarrier(enter.barrier(), enter.session(), enter.entryId());
  }

  /// Mostly of a member that does not take part yet.
  private Command takePart() {
    List<Member> members = state.members();
    if (members.isEmpty()) {
      return putMember();
    }
    List<Member> others =
        members.stream()
            .filter(each -> state.agenda().participant(each.nodeId()).isEmpty())
            .toList();
    Member member = random.pick(others.isEmpty() || random.oneIn(6) ? members : others);
    long known = state.lastApplied();
    boolean isSlow = random.oneIn(8);
    return new TakePart(
        member.nodeId(),
        random.oneIn(20) ? "none" : member.incarnation(),
        id(),
        isSlow ? Math.max(0, known - random.below(20)) : known,
        random.between(1, 4),
        random.below(4),
        areOnce || random.oneIn(8),
        random.oneIn(3),
        new DataSettings(random.oneIn(12) ? "object" : "subject", partitionCount, copyCount));
  }

  private Command submit() {
    if (state.agenda().participants().isEmpty()) {
      return takePart();
    }
    Participant node = random.pick(state.agenda().participants());
    return new Submit(
        node.nodeId(),
        instance(node),
        random.oneIn(10) ? random.below(3) : node.lastRequest() + random.between(1, 2),
        random.many(random.below(3), this::id),
        random.many(random.oneIn(5) ? random.below(3) : 0, this::id),
        random.pick(List.of(Thinking.values())),
        random.below(3),
        1_000 + state.lastApplied(),
        !random.oneIn(4),
        random.oneIn(4) ? state.agenda().version() : 0);
  }

  /// Mostly to the end for nodes that end, and seldom away for others.
  private Command setStage() {
    if (state.agenda().participants().isEmpty()) {
      return takePart();
    }
    Participant node = random.pick(state.agenda().participants());
    if (!node.isOnce() && !random.oneIn(4)) {
      return submit();
    }
    Stage likely = node.isOnce() ? Stage.DONE : Stage.LEAVING;
    Stage stage = random.oneIn(6) ? random.pick(List.of(Stage.values())) : likely;
    return new SetStage(node.nodeId(), instance(node), stage);
  }

  /// Mostly of a holder, and mostly of a set that nobody leads.
  private Command leadSet() {
    List<ReplicaSet> logged = state.agenda().sets().stream().filter(ReplicaSet::isLogged).toList();
    if (logged.isEmpty() || state.agenda().participants().isEmpty()) {
      return submit();
    }
    List<ReplicaSet> open = logged.stream().filter(set -> set.leader().isEmpty()).toList();
    ReplicaSet set = random.pick(open.isEmpty() || random.oneIn(2) ? logged : open);
    List<Participant> holders =
        state.agenda().participants().stream()
            .filter(each -> set.has(each.nodeId()) && !set.isLedBy(each.nodeId()))
            .toList();
    Participant node =
        random.pick(holders.isEmpty() || random.oneIn(8) ? state.agenda().participants() : holders);
    return new LeadSet(
        set.id(),
        node.nodeId(),
        instance(node),
        Math.max(1, set.raftTerm() + random.between(0, 3)));
  }

  /// Mostly of who leads it, in its term.
  private Command yieldSet() {
    List<ReplicaSet> led =
        state.agenda().sets().stream().filter(set -> set.leader().isPresent()).toList();
    if (led.isEmpty()) {
      return leadSet();
    }
    ReplicaSet set = random.pick(led);
    JobNode leader = set.leader().orElseThrow();
    return new YieldSet(
        set.id(),
        random.oneIn(8) ? random.pick(NODES) : leader.nodeId(),
        leader.instance(),
        Math.max(1, set.raftTerm() + random.between(-1, 1)));
  }

  private Command reportLinks() {
    List<Participant> all = state.agenda().participants();
    if (all.isEmpty()) {
      return takePart();
    }
    Participant node = random.pick(all);
    return new ReportLinks(
        node.nodeId(),
        instance(node),
        NODES.stream().filter(_ -> random.oneIn(3)).toList(),
        NODES.stream().filter(_ -> random.oneIn(3)).toList());
  }

  private Command missNode() {
    Optional<Job> running = state.agenda().running();
    return new MissNode(
        running.map(Job::id).orElse(1L) - random.below(2),
        running.map(job -> random.pick(job.nodes()).nodeId()).orElse("node-1"),
        "silent");
  }

  /// Mostly of a set that is lost, and of who has a copy.
  private Command forceSet() {
    Agenda agenda = state.agenda();
    List<ReplicaSet> lost = agenda.placedSets().stream().filter(ReplicaSet::isLost).toList();
    List<ReplicaSet> sets = lost.isEmpty() ? agenda.sets() : lost;
    if (sets.isEmpty() || (lost.isEmpty() && !random.oneIn(4))) {
      return reportJob();
    }
    ReplicaSet set = random.pick(sets);
    List<String> keepers = set.holders().stream().map(MemberId::nodeId).toList();
    boolean isEmpty = keepers.isEmpty() || random.oneIn(8);
    long raftTerm = set.raftTerm() + (random.oneIn(8) ? 1 : 0);
    return new ForceSet(set.id(), random.pick(isEmpty ? NODES : keepers), isEmpty, raftTerm);
  }

  private String instance(Participant node) {
    return random.oneIn(12) ? "earlier" : node.node().instance();
  }

  /// Mostly of a node that has not reported yet, and mostly well.
  private Command reportJob() {
    Optional<Job> running = state.agenda().running();
    if (running.isEmpty()) {
      return random.oneIn(10) ? new ReportJob(random.below(9), report("a")) : submit();
    }
    Job job = running.get();
    List<String> awaited =
        job.nodes().stream()
            .map(JobNode::nodeId)
            .filter(nodeId -> job.awaits(job.id(), nodeId))
            .toList();
    return new ReportJob(
        random.oneIn(12) ? job.id() - 1 : job.id(),
        report(random.pick(random.oneIn(10) ? NODES : awaited)));
  }

  private NodeReport report(String nodeId) {
    return switch (random.below(8)) {
      case 0, 1 -> NodeReport.broken(nodeId, "no way");
      case 2 ->
          new NodeReport(
              nodeId, JobOutcome.THINK_FAILED, "too long", 9, 2, Examples.cost(4, 3, 80));
      default -> new NodeReport(nodeId, JobOutcome.DONE, "", 7, 1, Examples.cost(2, 2, 50));
    };
  }

  private String entryId() {
    return enters.isEmpty() ? id() : recent(enters).entryId();
  }

  private <T> T recent(List<T> items) {
    return items.get(items.size() - 1 - random.below(Math.min(RECENT, items.size())));
  }

  /// Mostly one that was opened not long ago.
  private long session() {
    return random.oneIn(6) ? random.pick(sessions) : recent(sessions);
  }

  private String id() {
    return "id-" + nextId++;
  }
}
