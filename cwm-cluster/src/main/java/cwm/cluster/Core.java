package cwm.cluster;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogFailure;
import cwm.cluster.log.LogHost;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Applied;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command;
import cwm.cluster.state.Effect;
import cwm.cluster.state.Member;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.MemberAddress;
import cwm.ipc.transport.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What holds a node's part in a cluster together: which log it has, and who is to hear what
/// happens to it. All methods are called by events, unless they say otherwise.
final class Core implements Replica.Listener, PeerListener {
  private static final Logger log = LoggerFactory.getLogger(Core.class);

  /// For how many of the longest election timeouts a node that was taken out stays at most, as long
  /// as the log's configuration has it.
  private static final int STAYING_MAX = 10;

  static final Leadership NO_LEADERSHIP =
      new Leadership(Leadership.Role.OFFLINE, 0, Optional.empty(), false);

  /// Where this node is on its way.
  enum Phase {
    /// It looks for a cluster, or for leave to start one.
    SEARCHING,
    /// It has a copy of the log, and waits to be a member that is up to date.
    ENTERING,
    /// It is a member.
    MEMBER,
    /// It left, or was sent away.
    GONE,
    CLOSED
  }

  private final ClusterConfig config;
  private final Node node;
  private final Parts parts;
  private final LogHost logs;
  private final IdentityStore identities;
  private final EventLoop loop;
  private final Links links;
  private final Problems problems;
  private final Proposals proposals;
  private final SyncClient sync;
  private final Joining joining;
  private final Health health;
  private final Listeners listeners;
  private final List<Supplier<CompletableFuture<?>>> farewells = new CopyOnWriteArrayList<>();
  private final CompletableFuture<@Nullable Void> joined = new CompletableFuture<>();

  // Events set these; any thread may read them.
  private volatile Phase phase = Phase.SEARCHING;
  private volatile Optional<Identity> identity = Optional.empty();
  private volatile Optional<ReplicatedLog> replicatedLog = Optional.empty();
  private volatile Replica replica;
  private volatile boolean isLeaving;

  /// Whether the last list of members that was applied has this node, in this life.
  private boolean isListed;

  private Optional<LeaderDuties> duties = Optional.empty();
  private NodeState lastState = NodeState.OFFLINE;
  private Optional<String> lastLeader = Optional.empty();
  private long lastTerm;

  Core(ClusterConfig config, Node node, Surroundings surroundings, Parts parts) {
    this.config = config;
    this.node = node;
    this.parts = parts;
    listeners = new Listeners(node.id());
    logs = surroundings.logs();
    identities = surroundings.identities();
    loop = new EventLoop(node);
    links = new Links(loop, node);
    problems = new Problems(this::tellProblem);
    replica = parts.replica(loop, this);
    proposals = new Proposals(loop, node, config.electionTimeoutMax());
    sync = new SyncClient(this, surroundings.random());
    joining = new Joining(this, surroundings.random());
    health = new Health(this);
  }

  // ---------------------------------------------------------------- parts; any thread

  LogHost logs() {
    return logs;
  }

  ClusterConfig config() {
    return config;
  }

  Node node() {
    return node;
  }

  Parts parts() {
    return parts;
  }

  String nodeId() {
    return config.nodeId();
  }

  EventLoop loop() {
    return loop;
  }

  Links links() {
    return links;
  }

  Problems problems() {
    return problems;
  }

  Proposals proposals() {
    return proposals;
  }

  SyncClient sync() {
    return sync;
  }

  Health health() {
    return health;
  }

  Joining joining() {
    return joining;
  }

  Replica replica() {
    return replica;
  }

  Optional<ReplicatedLog> replicatedLog() {
    return replicatedLog;
  }

  Optional<Identity> identity() {
    return identity;
  }

  Phase phase() {
    return phase;
  }

  boolean isLeaving() {
    return isLeaving;
  }

  Leadership leadership() {
    return replicatedLog.map(ReplicatedLog::leadership).orElse(NO_LEADERSHIP);
  }

  /// Done when this node is a member that is up to date.
  CompletableFuture<@Nullable Void> joined() {
    return joined;
  }

  /// Where others reach this node; empty if it does not know yet.
  String address() {
    return node.advertisedAddress().map(Address::toString).orElse("");
  }

  void addListener(ClusterListener listener) {
    listeners.add(listener);
  }

  void addFarewell(Supplier<CompletableFuture<?>> farewell) {
    farewells.add(farewell);
  }

  /// What is to be done before this node gives up membership.
  List<Supplier<CompletableFuture<?>>> farewells() {
    return farewells;
  }

  /// Whether this node leads and may act on it.
  boolean leads() {
    Leadership leadership = leadership();
    return leadership.role() == Leadership.Role.LEADER && leadership.isReady();
  }

  /// Whether this node leads and may take others in. As long as it is not among the members itself,
  /// nobody else may become one: all that are not among them are taken out.
  boolean mayAdmit() {
    return leads() && duties.isPresent() && ownMember().isPresent();
  }

  /// This node, in this life, among the members that were agreed on.
  Optional<Member> ownMember() {
    return identity.flatMap(
        own ->
            replica
                .read(state -> state.member(nodeId()))
                .filter(member -> member.incarnation().equals(own.incarnation())));
  }

  /// Those whose votes count now.
  List<LogMember> voters() {
    return replicatedLog.map(ReplicatedLog::members).orElse(List.of()).stream()
        .filter(LogMember::votes)
        .toList();
  }

  // ---------------------------------------------------------------- beginning and end

  /// Goes on with the cluster this node is of, or looks for one.
  void begin() {
    node.addPeerListener(this);
    Optional<Identity> known;
    try {
      known = identities.load();
    } catch (ClusterException e) {
      fail(e);
      return;
    }
    config.seedNodes().forEach(links::want);
    if (known.isPresent()) {
      log.info("{}: goes on in cluster {}", nodeId(), known.get().clusterId());
      openLog(known.get());
    }
    joining.begin();
  }

  /// Starts a cluster of its own.
  void bootstrap(String incarnation) {
    var cluster = new UUID(joining.random().nextLong(), joining.random().nextLong());
    log.info("{}: starts cluster {}", nodeId(), cluster);
    openLog(new Identity(cluster, incarnation, true, false, false, List.of()));
  }

  /// Takes its place in a cluster that has taken it in.
  void enter(UUID cluster, String incarnation, List<MemberAddress> members) {
    log.info("{}: joins cluster {} as {}/{}", nodeId(), cluster, nodeId(), incarnation);
    openLog(new Identity(cluster, incarnation, false, false, true, members));
  }

  private void openLog(Identity newIdentity) {
    try {
      if (!newIdentity.hasBegun()) {
        identities.save(newIdentity);
      }
      var self = new MemberId(nodeId(), newIdentity.incarnation());
      // Also when the log exists: it may have ended before its first entry, which says the same.
      List<LogMember> founders =
          newIdentity.isFounder() && !newIdentity.hadCompany()
              ? List.of(new LogMember(self, true))
              : List.of();
      if (newIdentity.hasBegun() && !logs.keeps(newIdentity.clusterId())) {
        throw new ClusterException(
            ClusterException.Code.STORAGE,
            "the data directory knows the cluster %s, but the log is missing; restore it, or start the node anew with another data directory"
                .formatted(newIdentity.clusterId()));
      }
      replica = parts.replica(loop, this);
      isListed = false;
      identity = Optional.of(newIdentity);
      ReplicatedLog opened = logs.open(newIdentity.clusterId(), self, founders, replica);
      if (!newIdentity.hasBegun()) {
        remember(newIdentity.begun());
      }
      replicatedLog = Optional.of(opened);
    } catch (ClusterException e) {
      fail(e);
      return;
    }
    phase = Phase.ENTERING;
    proposals.setLog(replicatedLog);
    newIdentity.members().forEach(this::keepConnected);
    checkLeadership();
  }

  /// Keeps connected to a member from now on, if it is another and its address is known.
  void keepConnected(MemberAddress member) {
    if (!member.nodeId().equals(nodeId())) {
      Links.address(member).ifPresent(links::want);
    }
  }

  private void remember(Identity newIdentity) {
    identity = Optional.of(newIdentity);
    try {
      identities.save(newIdentity);
      problems.clear("identity");
    } catch (ClusterException e) {
      problems.raise("identity", IpcException.messageOf(e));
    }
  }

  /// Notes that this node is a member that is up to date.
  void setJoined() {
    if (phase == Phase.ENTERING) {
      phase = Phase.MEMBER;
      List<String> others =
          replica.read(ClusterState::members).stream()
              .map(Member::nodeId)
              .filter(id -> !id.equals(nodeId()))
              .toList();
      log.info(
          "{}: is a member of cluster {}{}",
          nodeId(),
          identity.map(Identity::clusterId).orElseThrow(),
          others.isEmpty() ? "" : " with " + others);
      dropOtherLinks();
      joined.complete(null);
    }
  }

  /// Nothing will come of it.
  void fail(ClusterException why) {
    problems.raise("start", IpcException.messageOf(why));
    joining.end();
    joined.completeExceptionally(why);
  }

  /// Gives up a cluster that nobody ever joined, for the one that misses this node.
  void giveUpOwnCluster(List<MemberAddress> addresses) {
    log.info(
        "{}: gives up cluster {}, which nobody has joined, for the one that it was a member of",
        nodeId(),
        identity.map(Identity::clusterId).orElseThrow());
    dropLog();
    phase = Phase.SEARCHING;
    sync.session().leaveCluster();
    joining.invited(addresses);
  }

  /// Closes the log and deletes it.
  private void dropLog() {
    closeLog();
    Optional<Identity> old = identity;
    identity = Optional.empty();
    try {
      identities.clear();
      old.ifPresent(gone -> logs.delete(gone.clusterId()));
    } catch (ClusterException e) {
      problems.raise("identity", IpcException.messageOf(e));
    }
  }

  private void closeLog() {
    endDuties();
    Optional<ReplicatedLog> old = replicatedLog;
    replicatedLog = Optional.empty();
    proposals.setLog(Optional.empty());
    old.ifPresent(ReplicatedLog::close);
  }

  /// Leaves: announces nothing of itself any more.
  void setLeaving() {
    isLeaving = true;
  }

  /// This node is no member any more, and will not be.
  void setGone(String reason) {
    if (phase == Phase.GONE || phase == Phase.CLOSED) {
      return;
    }
    boolean wished = isLeaving;
    phase = Phase.GONE;
    joining.end();
    var _ = sync.end("this node is no member any more");
    dropLog();
    checkLeadership();
    joined.completeExceptionally(new ClusterException(ClusterException.Code.CLOSED, reason));
    if (wished) {
      log.info("{}: has left", nodeId());
    } else {
      log.warn("{}: {}", nodeId(), reason);
    }
    listeners.tell(listener -> listener.removed(reason, wished));
  }

  /// Takes part no longer.
  void close() {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    joining.end();
    var _ = sync.end("this node is closed");
    links.close();
    closeLog();
    proposals.close();
    try {
      logs.close();
      identities.close();
    } catch (ClusterException e) {
      log.warn("{}: {}", nodeId(), IpcException.messageOf(e));
    }
    joined.completeExceptionally(
        new ClusterException(ClusterException.Code.CLOSED, "this node is closed"));
  }

  // ---------------------------------------------------------------- what happens to the log

  @Override
  public void applied(long index, Command command, Applied applied) {
    if (command instanceof Command.RemoveMember(var removed, _)
        && !applied.effects().isEmpty()
        && leads()
        && !removed.equals(nodeId())) {
      log.info("{}: '{}' is no member any more", nodeId(), removed);
      // It may not hear it by the log, which is kept from it from now on.
      var _ = node.sendAsync(removed, new IpcMessage.LeaveNotification(removed));
    }
    for (Effect effect : applied.effects()) {
      switch (effect) {
        case Effect.MembersChanged _ -> membersChanged();
        case Effect.Granted granted -> sync.granted(granted, command, leads());
        case Effect.Released released -> sync.released(released, command, leads());
        case Effect.SessionEnded ended -> {
          if (ended.cause() == Effect.SessionEnded.Cause.EXPIRED && leads()) {
            log.info(
                "{}: the lease of a session of '{}' has run out, session={}",
                nodeId(),
                ended.session().nodeId(),
                ended.session().id());
          }
          sync.sessionEnded(ended);
        }
        case Effect.AgendaChanged _ -> agendaChanged();
      }
    }
  }

  @Override
  public void restored() {
    membersChanged();
    sync.restored();
    agendaChanged();
  }

  /// Tells of the agenda there is by now. What an event brings along may be older than what a
  /// snapshot has brought before it.
  private void agendaChanged() {
    Agenda agenda = replica.read(ClusterState::agenda);
    listeners.tell(listener -> listener.agendaChanged(agenda));
  }

  private void membersChanged() {
    if (identity.isEmpty()) {
      return;
    }
    List<Member> members = replica.read(ClusterState::members);
    Identity now = identity.get();
    List<MemberAddress> addresses = members.stream().map(Core::address).toList();
    boolean wasMember = isListed;
    isListed = members.stream().anyMatch(m -> m.incarnation().equals(now.incarnation()));
    remember(now.withMembers(addresses));
    addresses.forEach(this::keepConnected);
    dropOtherLinks();
    List<MemberInfo> infos = members.stream().map(Core::info).toList();
    listeners.tell(listener -> listener.membersChanged(infos));
    duties.ifPresent(LeaderDuties::reconcile);
    checkVoters();
    if (wasMember && !isListed) {
      removed("this node is no member of its cluster any more", false);
    }
  }

  /// Ends links to whoever is no member any more, once the log's configuration can do without them
  /// too. While this node is about to be one, what it knows may be members of long ago.
  private void dropOtherLinks() {
    if (phase != Phase.MEMBER) {
      return;
    }
    Set<Address> kept = new HashSet<>(config.seedNodes());
    Set<String> memberIds = new HashSet<>();
    for (Member member : replica.read(ClusterState::members)) {
      memberIds.add(member.nodeId());
      Links.address(address(member)).ifPresent(kept::add);
    }
    replicatedLog.map(ReplicatedLog::members).orElse(List.of()).stream()
        .map(member -> member.id().nodeId())
        .forEach(memberIds::add);
    links.retain(kept, memberIds);
  }

  /// A member has said that this node was taken out.
  void toldRemoved(String reason) {
    if (phase == Phase.ENTERING || phase == Phase.MEMBER) {
      removed(reason, true);
    }
  }

  /// This node was taken out of the members.
  ///
  /// @param isCertain whether a member has said so; else, going on with its log, this node may find
  ///   that it was taken in again
  private void removed(String reason, boolean isCertain) {
    String incarnation = identity.map(Identity::incarnation).orElse("");
    goLater(reason, isCertain, incarnation, STAYING_MAX);
  }

  /// The change of the log's configuration comes after that of the members, and needs this node as
  /// long as it votes; so it stays a little.
  private void goLater(String reason, boolean isCertain, String incarnation, int rounds) {
    loop.schedule(
        config.electionTimeoutMax(),
        () -> {
          boolean isSame =
              identity.map(Identity::incarnation).filter(incarnation::equals).isPresent();
          if (!isSame || (!isCertain && isListed)) {
            return;
          }
          boolean isNeeded =
              leadership().role() != Leadership.Role.OFFLINE
                  && replicatedLog.filter(ReplicatedLog::isConfigured).isPresent();
          if (isNeeded && rounds > 0) {
            goLater(reason, isCertain, incarnation, rounds - 1);
          } else {
            setGone(reason);
          }
        });
  }

  static MemberInfo info(Member member) {
    return new MemberInfo(member.nodeId(), member.incarnation(), member.address());
  }

  static MemberAddress address(Member member) {
    return new MemberAddress(member.nodeId(), member.incarnation(), member.address());
  }

  @Override
  public void configurationChanged(List<LogMember> members, boolean isCommitted) {
    checkVoters();
    if (isCommitted) {
      dropOtherLinks();
    }
    Optional<ReplicatedLog> current = replicatedLog;
    if (current.isPresent() && isCommitted && isLeaving) {
      MemberId self = current.get().self();
      if (members.stream().noneMatch(member -> member.id().equals(self))) {
        setGone("this node has left");
      }
    }
  }

  private void checkVoters() {
    if (voters().size() == 2) {
      problems.raise(
          "voters",
          "there are two voters: the loss of either stops all writes; a third node mends that");
    } else {
      problems.clear("voters");
    }
  }

  @Override
  public void leadershipChanged(Leadership leadership) {
    checkLeadership();
  }

  /// Tells what is new about who leads.
  void checkLeadership() {
    Leadership now = leadership();
    NodeState state = Health.state(now);
    Optional<String> leader = now.leader().map(MemberId::nodeId);
    long term = now.raftTerm();
    if (state != lastState || (term != lastTerm && state == NodeState.LEADER)) {
      log.info("{}: is {} now, raftTerm={}", nodeId(), state.jsonName(), term);
      listeners.tell(listener -> listener.stateChanged(state, term));
    }
    if (!leader.equals(lastLeader)) {
      if (state != NodeState.LEADER) {
        log.info(
            "{}: {}, raftTerm={}",
            nodeId(),
            leader.map(id -> "'" + id + "' leads").orElse("no leader is known"),
            term);
      }
      listeners.tell(listener -> listener.leaderChanged(leader, term));
    }
    boolean termChanged = term != lastTerm;
    lastState = state;
    lastLeader = leader;
    lastTerm = term;
    boolean leads = now.role() == Leadership.Role.LEADER && now.isReady();
    if (duties.isPresent() && (!leads || termChanged)) {
      endDuties();
    }
    if (leads && duties.isEmpty() && replicatedLog.isPresent()) {
      var begun = new LeaderDuties(this, replicatedLog.get(), config.maxVoters());
      duties = Optional.of(begun);
      begun.begin();
    }
    if (leader.isPresent()) {
      joining.leaderKnown();
      proposals.leadershipChanged();
    }
  }

  private void endDuties() {
    duties.ifPresent(LeaderDuties::end);
    duties = Optional.empty();
  }

  @Override
  public void logFailed(LogFailure failure) {
    problems.raise("log", failure.message());
    checkLeadership();
  }

  @Override
  public void logRecovered() {
    log.info("{}: writes its log again", nodeId());
    problems.clear("log");
    checkLeadership();
  }

  @Override
  public void dismissed() {
    setGone("this node was taken out of the cluster");
  }

  /// Done when this node has applied all that is committed now.
  CompletableFuture<ReadResult> awaitUpToDate() {
    return replicatedLog
        .map(ReplicatedLog::awaitUpToDate)
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    new ReadResult.Unavailable("this node has no cluster yet")));
  }

  // ---------------------------------------------------------------- peers; any thread

  @Override
  public void peerUp(PeerInfo peer) {
    loop.execute(
        () -> {
          duties.ifPresent(LeaderDuties::announceSelf); // its own address may be known only now
          invite(peer.nodeId());
          joining.peerUp();
          proposals.leadershipChanged();
        });
  }

  /// Tells a member that it is one. It may have forgotten.
  private void invite(String peerId) {
    boolean isMember = replica.read(state -> state.member(peerId)).isPresent();
    if (identity.isPresent() && isMember) {
      var invitation =
          new IpcMessage.Invitation(
              identity.get().clusterId().toString(), identity.get().members());
      var _ = node.sendAsync(peerId, invitation); // if it is lost, so is the session
    }
  }

  // ---------------------------------------------------------------- listeners

  /// Tells that the lease of this node's session begins anew.
  void sessionRenewed(ClusterSession session) {
    listeners.tell(listener -> listener.sessionRenewed(session.id(), session.beginNanos()));
  }

  private void tellProblem(String message) {
    log.warn("{}: {}", nodeId(), message);
    listeners.tell(listener -> listener.problem(message));
  }

  /// How long one round of asking others takes, at most.
  Duration askingTimeout() {
    return config.electionTimeoutMin();
  }
}
