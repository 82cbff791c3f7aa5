package cwm.cluster;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogStatus;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Member;
import cwm.cluster.state.Reach;
import cwm.ipc.Node;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import cwm.ipc.message.MemberStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// How the cluster is, as this node sees it or its leader does. Any thread may ask.
final class Health {
  /// A member that has missed more heartbeats than this is not healthy.
  private static final int HEARTBEATS_MISSED_MAX = 3;

  private final Core core;

  Health(Core core) {
    this.core = core;
  }

  /// A role in the log, as the specification names it. A listener follows, too.
  static NodeState state(Leadership leadership) {
    return switch (leadership.role()) {
      case LEADER -> NodeState.LEADER;
      case CANDIDATE -> NodeState.CANDIDATE;
      case FOLLOWER, LISTENER -> NodeState.FOLLOWER;
      case OFFLINE -> NodeState.OFFLINE;
    };
  }

  /// The leader's view, or without a leader that answers this node's own.
  CompletableFuture<StatusReply> ask() {
    Optional<String> leader = core.leadership().leader().map(MemberId::nodeId);
    if (leader.isEmpty() || leader.get().equals(core.nodeId())) {
      return CompletableFuture.completedFuture(own());
    }
    Duration timeout = core.node().config().heartbeatInterval();
    return core.node()
        .request(leader.get(), new StatusRequest(), timeout)
        .handle(
            (reply, _) ->
                reply instanceof StatusReply status && status.role().equals("leader")
                    ? withOwn(status)
                    : own());
  }

  /// The leader's view of the members, with this node's own of itself.
  private StatusReply withOwn(StatusReply leaders) {
    StatusReply own = own();
    Set<String> problems = new HashSet<>(own.problems());
    problems.addAll(leaders.problems());
    return new StatusReply(
        own.nodeId(),
        own.clusterId(),
        own.role(),
        own.term(),
        own.leader(),
        leaders.healthy(),
        leaders.members(),
        own.logSize(),
        own.lastApplied(),
        own.commitIndex(),
        problems.stream().sorted().toList());
  }

  /// What this node sees by itself.
  StatusReply own() {
    Leadership leadership = core.leadership();
    Optional<ReplicatedLog> log = core.replicatedLog();
    LogStatus status = log.map(ReplicatedLog::status).orElse(new LogStatus(0, 0, 0));
    // Those that the log is configured with: whoever is about to come does not count yet.
    List<MemberStatus> members = new ArrayList<>();
    for (LogMember member : log.map(ReplicatedLog::members).orElse(List.of())) {
      members.add(status(member, leadership));
    }
    members.sort(Comparator.comparing(MemberStatus::nodeId));
    Agenda agenda = core.replica().read(ClusterState::agenda);
    long voters = members.stream().filter(MemberStatus::votes).count();
    long healthyVoters = members.stream().filter(m -> m.votes() && m.healthy()).count();
    boolean isHealthy =
        leadership.leader().isPresent()
            && healthyVoters > voters / 2
            && Copies.areAllLed(agenda, this::isThere);
    return new StatusReply(
        core.nodeId(),
        core.identity().map(identity -> identity.clusterId().toString()).orElse(""),
        state(leadership).jsonName(),
        leadership.raftTerm(),
        leadership.leader().map(MemberId::nodeId).orElse(""),
        isHealthy,
        members,
        status.entryCount(),
        status.lastApplied(),
        status.commitIndex(),
        problems(leadership, agenda));
  }

  private List<String> problems(Leadership leadership, Agenda agenda) {
    List<String> problems = new ArrayList<>(core.problems().all());
    problems.addAll(Copies.problems(agenda, this::isThere));
    problems.addAll(gaps(agenda.reach()));
    if (leadership.leader().isEmpty()) {
      List<String> voters =
          core.voters().stream().map(voter -> voter.id().nodeId()).sorted().toList();
      String awaited = core.joining().waitingFor();
      problems.add(
          awaited.isEmpty()
              ? "there is no leader: of the voters %s a majority must be up".formatted(voters)
              : "this node waits for " + awaited);
    }
    return problems;
  }

  private static List<String> gaps(Reach reach) {
    List<String> aside = reach.aside();
    return reach.gaps().stream()
        .map(
            gap ->
                "'%s' and '%s' do not reach one another; %s, until they do"
                    .formatted(
                        gap.one(),
                        gap.other(),
                        aside.containsAll(List.of(gap.one(), gap.other()))
                            ? "both lead nothing"
                            : "'%s' leads nothing"
                                .formatted(aside.contains(gap.one()) ? gap.one() : gap.other())))
        .toList();
  }

  private MemberStatus status(LogMember member, Leadership leadership) {
    String nodeId = member.id().nodeId();
    boolean isSelf = nodeId.equals(core.nodeId());
    boolean isHealthy = isSelf ? isHealthy(leadership) : isHeard(nodeId);
    boolean leads = leadership.leader().equals(Optional.of(member.id()));
    String address =
        core.replica().read(state -> state.member(nodeId)).map(Member::address).orElse("");
    NodeState state =
        isSelf
            ? state(leadership)
            : !isHealthy ? NodeState.OFFLINE : leads ? NodeState.LEADER : NodeState.FOLLOWER;
    return new MemberStatus(nodeId, address, state.jsonName(), isHealthy, member.votes());
  }

  private boolean isThere(String nodeId) {
    return nodeId.equals(core.nodeId()) || isHeard(nodeId);
  }

  private static boolean isHealthy(Leadership leadership) {
    return leadership.role() != Leadership.Role.OFFLINE;
  }

  private boolean isHeard(String nodeId) {
    Node node = core.node();
    Duration limit = node.config().heartbeatInterval().multipliedBy(HEARTBEATS_MISSED_MAX);
    return node.silence(nodeId).filter(silence -> silence.compareTo(limit) <= 0).isPresent();
  }

  static ClusterHealth health(StatusReply status) {
    List<MemberHealth> members =
        status.members().stream()
            .map(
                member ->
                    new MemberHealth(
                        member.nodeId(),
                        member.address(),
                        nodeState(member.state()),
                        member.healthy(),
                        member.votes()))
            .toList();
    return new ClusterHealth(
        status.nodeId(),
        nodeState(status.role()),
        status.term(),
        members.size(),
        status.healthy(),
        members,
        status.problems());
  }

  static ClusterStats stats(StatusReply status) {
    return new ClusterStats(
        status.term(),
        Optional.of(status.leader()).filter(leader -> !leader.isEmpty()),
        status.members().size(),
        (int) status.members().stream().filter(MemberStatus::healthy).count(),
        status.logSize(),
        status.lastApplied(),
        status.commitIndex());
  }

  /// A state by its name; what another version of the program may say else is offline here.
  private static NodeState nodeState(String name) {
    for (NodeState state : NodeState.values()) {
      if (state.jsonName().equals(name.toLowerCase(Locale.ROOT))) {
        return state;
      }
    }
    return NodeState.OFFLINE;
  }
}
