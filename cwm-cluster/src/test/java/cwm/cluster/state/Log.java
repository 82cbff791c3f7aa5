package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Outcome.SessionOpened;
import java.util.ArrayList;
import java.util.List;

/// A state and the log that made it.
final class Log {
  static final long LEASE_MILLIS = 10_000;

  static final DataSettings SETTINGS = new DataSettings("subject", 0, 1);

  final ClusterState state = new ClusterState();
  final List<Command> commands = new ArrayList<>();
  List<Effect> effects = List.of();

  /// Appends and applies a command; its effects are in [#effects].
  Outcome apply(Command command) {
    commands.add(command);
    Applied applied = state.apply(commands.size(), command);
    effects = applied.effects();
    return applied.outcome();
  }

  /// The index of the last command.
  long index() {
    return commands.size();
  }

  /// Adds a member of incarnation `nodeId-1`.
  void join(String nodeId) {
    apply(new PutMember(nodeId, nodeId + "-1", nodeId + ":9000"));
  }

  /// Opens a session of a member's first incarnation.
  long open(String nodeId) {
    Outcome outcome =
        apply(new OpenSession(nodeId, nodeId + "-1", "open-" + commands.size(), LEASE_MILLIS));
    assertThat(outcome).isInstanceOf(SessionOpened.class);
    return ((SessionOpened) outcome).sessionId();
  }

  /// A session of a member that has not joined yet.
  long joinAndOpen(String nodeId) {
    join(nodeId);
    return open(nodeId);
  }

  Outcome acquire(String lock, long session, String requestId) {
    return apply(new AcquireLock(lock, session, requestId));
  }

  Outcome release(String lock, long session, String requestId) {
    return apply(new ReleaseLock(lock, session, requestId));
  }

  Outcome enter(String barrier, int count, long session, String entryId) {
    return apply(new EnterBarrier(barrier, count, session, entryId));
  }

  Outcome leave(String barrier, long session, String entryId) {
    return apply(new LeaveBarrier(barrier, session, entryId));
  }

  Outcome renew(long session, String... acknowledged) {
    return apply(new RenewSession(session, List.of(acknowledged)));
  }

  // ---------------------------------------------------------------- the agenda

  Agenda agenda() {
    return state.agenda();
  }

  /// The job that is under way.
  Job job() {
    return agenda().running().orElseThrow();
  }

  Participant participant(String nodeId) {
    return agenda().participant(nodeId).orElseThrow();
  }

  /// Adds members, and run `nodeId-run` of each takes part.
  void joinAndTakePart(String... nodeIds) {
    for (String nodeId : nodeIds) {
      join(nodeId);
      takePart(nodeId, 0, false);
    }
  }

  /// Run `nodeId-run` of a member's first incarnation takes part.
  Outcome takePart(String nodeId, int expectedNodeCount, boolean isOnce) {
    return takePart(nodeId, nodeId + "-run", expectedNodeCount, isOnce);
  }

  Outcome takePart(String nodeId, String instance, int expectedNodeCount, boolean isOnce) {
    return takePart(nodeId, instance, expectedNodeCount, isOnce, SETTINGS);
  }

  Outcome takePart(
      String nodeId,
      String instance,
      int expectedNodeCount,
      boolean isOnce,
      DataSettings settings) {
    return apply(
        new TakePart(
            nodeId,
            nodeId + "-1",
            instance,
            index(),
            1,
            expectedNodeCount,
            isOnce,
            false,
            settings));
  }

  /// A run of a member takes part whose copies outlive it.
  void takePart(Member member, DataSettings settings) {
    apply(
        new TakePart(
            member.nodeId(), member.incarnation(), "late", index(), 1, 0, false, true, settings));
  }

  /// Each set that nobody leads is led by the first holder who takes part.
  void leadSets() {
    List<ReplicaSet> before = List.of();
    while (!before.equals(agenda().sets())) { // who leads may make others due
      before = agenda().sets();
      before.stream().filter(set -> set.leader().isEmpty()).forEach(this::lead);
    }
  }

  private void lead(ReplicaSet set) {
    set.holders().stream()
        .flatMap(member -> agenda().participant(member.nodeId()).stream())
        .findFirst()
        .ifPresent(
            node ->
                apply(
                    new LeadSet(
                        set.id(), node.nodeId(), node.node().instance(), set.raftTerm() + 1)));
  }

  /// The next request of a node that takes part and has read all its inputs.
  Outcome submit(String nodeId, boolean thinks, String... loads) {
    return submit(nodeId, thinks, true, loads);
  }

  Outcome submit(String nodeId, boolean thinks, boolean finishesInputs, String... loads) {
    Participant known = participant(nodeId);
    return apply(
        new Submit(
            nodeId,
            known.node().instance(),
            known.lastRequest() + 1,
            List.of(loads),
            List.of(),
            thinks ? Thinking.ASKED_FOR : Thinking.AS_EVER,
            0,
            1_000 * index(),
            finishesInputs,
            0));
  }

  /// A node says how its part of the running job went: with ten facts, one of them derived.
  Outcome report(String nodeId, JobOutcome outcome, String reason) {
    return apply(
        new ReportJob(
            job().id(), new NodeReport(nodeId, outcome, reason, 10, 1, Examples.cost(5, 3, 40))));
  }

  /// All nodes say that the running job went well.
  void endJob() {
    job().nodes().forEach(node -> report(node.nodeId(), JobOutcome.DONE, ""));
  }
}
