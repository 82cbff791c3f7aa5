package cwm.cluster;

import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Member;
import cwm.cluster.state.Outcome;
import cwm.ipc.PeerInfo;
import cwm.ipc.Received;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Invitation;
import cwm.ipc.message.IpcMessage.JoinRequest;
import cwm.ipc.message.IpcMessage.JoinResponse;
import cwm.ipc.message.JoinStatus;
import cwm.ipc.message.MemberAddress;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a node comes to be a member of a cluster, and lets others become one.
///
/// Without seeds it starts a cluster. With seeds it asks them, and joins the first cluster that it
/// hears of. If there is none, the node that is the first of the seeds starts one, as soon as a
/// majority of the seeds (itself included) has said that it has none: of two majorities one seed at
/// least is in both, and a seed that said so to one node says it to no other while that one is
/// connected. The others go on asking.
///
/// A node that has a log goes on with it, and asks only to have its address known.
final class Joining {
  private static final Logger log = LoggerFactory.getLogger(Joining.class);
  private static final Duration ROUND_INTERVAL = Duration.ofMillis(200);

  /// Heartbeats after which whoever has a name and is gone must have been noticed.
  private static final int NAME_HEARTBEATS = 12;

  private final Core core;
  private final RandomGenerator random;

  /// What this node joins as. It may be that of a cluster of its own that it gives up.
  private String incarnation;

  /// What peers have answered, the newest last.
  private final SequencedMap<String, JoinResponse> answers = new LinkedHashMap<>();

  private final Set<Address> hints = new HashSet<>();

  /// Voters that came again without their logs, by the incarnation that is lost.
  private final Map<String, String> lostVoters = new HashMap<>();

  private boolean wasInvited;
  private boolean isAsking;
  private boolean isOver;
  private int round;
  private long nameTakenSince;
  private Optional<String> promisedTo = Optional.empty();
  private volatile String waitingFor = "this node to start";
  private Timers.@Nullable Timer timer;

  Joining(Core core, RandomGenerator random) {
    this.core = core;
    this.random = random;
    incarnation = newIncarnation();
  }

  private String newIncarnation() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  RandomGenerator random() {
    return random;
  }

  /// What this node waits for, for people; empty if for nothing. Any thread may ask.
  String waitingFor() {
    return waitingFor;
  }

  void begin() {
    incarnation = core.identity().map(Identity::incarnation).orElse(incarnation);
    nextRound();
  }

  void end() {
    isOver = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  /// A session with somebody has begun.
  void peerUp() {
    nextRound();
  }

  void leaderKnown() {
    lostVoters.clear();
    core.problems().clear("quorum");
    nextRound();
  }

  /// Somebody who has a cluster, and this node among its members, has told where its members are.
  void invited(List<MemberAddress> addresses) {
    wasInvited = true;
    for (MemberAddress member : addresses) {
      if (!member.nodeId().equals(core.nodeId())) {
        Links.address(member).ifPresent(hints::add);
      }
    }
    hints.forEach(core.links()::want);
    nextRound();
  }

  // ---------------------------------------------------------------- asking

  private void nextRound() {
    if (isOver || isAsking) {
      return;
    }
    switch (core.phase()) {
      case SEARCHING -> search();
      case ENTERING -> enter();
      case MEMBER, GONE, CLOSED -> {
        waitingFor = "";
        return;
      }
    }
    schedule();
  }

  private void search() {
    if (core.config().seedNodes().isEmpty() && !wasInvited) {
      core.bootstrap(incarnation);
      return;
    }
    Set<Address> places = new HashSet<>(core.config().seedNodes());
    places.addAll(hints);
    List<String> peers = new ArrayList<>(core.links().peersAt(places));
    peers.sort(null);
    boolean bootstraps = isFirstSeed();
    promisedTo = promisedTo.filter(peer -> core.node().peer(peer).isPresent());
    answers.keySet().removeIf(peer -> core.node().peer(peer).isEmpty());
    boolean nobodyHasCluster =
        answers.values().stream().allMatch(answer -> answer.clusterId().isEmpty());
    if (bootstraps && nobodyHasCluster && promisedTo.isEmpty() && hasMajority()) {
      core.bootstrap(incarnation);
      return;
    }
    if (wasInvited
        && core.config().seedNodes().isEmpty()
        && !peers.isEmpty()
        && answers.keySet().containsAll(peers)
        && nobodyHasCluster) {
      wasInvited = false; // whoever invited this node has lost its cluster meanwhile
      return;
    }
    waitingFor = describeSearch(peers);
    if (bootstraps && nobodyHasCluster) {
      ask(peers, true);
    } else {
      choose(peers).ifPresent(peer -> ask(List.of(peer), false));
    }
  }

  /// Whether this node is the first of the seeds.
  private boolean isFirstSeed() {
    List<Address> seeds = core.config().seedNodes();
    return !seeds.isEmpty() && core.links().isSelf(seeds.getFirst());
  }

  /// Whether a majority of the seeds, this node included, has no cluster.
  private boolean hasMajority() {
    List<Address> seeds = core.config().seedNodes();
    Set<String> seedPeers = core.links().peersAt(seeds);
    long without =
        1
            + answers.entrySet().stream()
                .filter(answer -> seedPeers.contains(answer.getKey()))
                .filter(answer -> answer.getValue().status() == JoinStatus.NO_CLUSTER)
                .count();
    return without > seeds.size() / 2;
  }

  /// Whom to ask next: the leader that the newest answers name, unless that one has answered since
  /// and sends on itself; else one after the other.
  private Optional<String> choose(List<String> peers) {
    Set<String> answeredSince = new HashSet<>();
    for (Map.Entry<String, JoinResponse> answer : answers.sequencedEntrySet().reversed()) {
      String leader = answer.getValue().leader();
      if (!leader.isEmpty()
          && !answeredSince.contains(leader)
          && core.node().peer(leader).isPresent()) {
        return Optional.of(leader);
      }
      answeredSince.add(answer.getKey());
    }
    return peers.isEmpty() ? Optional.empty() : Optional.of(peers.get(round++ % peers.size()));
  }

  private String describeSearch(List<String> peers) {
    if (peers.isEmpty()) {
      return core.config().seedNodes().stream()
          .filter(seed -> !core.links().isSelf(seed))
          .map(seed -> seed + troubleOf(seed))
          .collect(Collectors.joining("; ", "a seed to answer: ", ""));
    }
    if (answers.isEmpty()) {
      return "an answer of " + String.join(", ", peers);
    }
    return new TreeMap<>(answers)
        .entrySet().stream()
            .map(answer -> "'" + answer.getKey() + "' " + describe(answer.getValue()))
            .collect(Collectors.joining("; ", "a cluster to join: ", ""));
  }

  private String troubleOf(Address seed) {
    String trouble = core.links().trouble(seed);
    return trouble.isEmpty() ? "" : " (" + trouble + ")";
  }

  private static String describe(JoinResponse answer) {
    if (!answer.reason().isEmpty()) {
      return "says: " + answer.reason();
    }
    return switch (answer.status()) {
      case NO_CLUSTER, BOOTSTRAPPING -> "has none";
      case NOT_LEADER ->
          answer.leader().isEmpty() ? "knows no leader" : "sends on to '" + answer.leader() + "'";
      default -> answer.status().toString();
    };
  }

  /// Asks, and goes on when all have answered or the time is over.
  private void ask(List<String> peers, boolean bootstraps) {
    if (peers.isEmpty()) {
      return;
    }
    isAsking = true;
    String asWho = core.identity().map(Identity::incarnation).orElse(incarnation);
    var request = new JoinRequest(core.nodeId(), core.address(), asWho, bootstraps);
    List<CompletableFuture<@Nullable Void>> heard = new ArrayList<>();
    for (String peer : peers) {
      var done = new CompletableFuture<@Nullable Void>();
      heard.add(done);
      core.loop()
          .when(
              core.node().request(peer, request, core.askingTimeout()),
              (reply, _) -> {
                answers.remove(peer);
                if (reply instanceof JoinResponse answer) {
                  answers.put(peer, answer);
                } else { // whoever names it is to be asked again
                  answers.values().removeIf(other -> other.leader().equals(peer));
                }
                done.complete(null);
              });
    }
    CompletableFuture<?> all = CompletableFuture.allOf(heard.toArray(CompletableFuture[]::new));
    core.loop()
        .when(
            all,
            (_, _) -> {
              try {
                heed(peers);
              } finally {
                asked(); // whatever others answer, the search goes on
              }
            });
  }

  /// What was asked for is answered; the next round is due.
  private void asked() {
    isAsking = false;
    schedule();
  }

  private void schedule() {
    if (timer != null) {
      timer.cancel();
    }
    if (!isOver) {
      timer = core.loop().schedule(ROUND_INTERVAL, this::nextRound);
    }
  }

  private void heed(List<String> peers) {
    for (String peer : peers) {
      JoinResponse answer = answers.get(peer);
      if (answer != null) {
        heed(answer);
      }
    }
    boolean isLost =
        answers.values().stream().anyMatch(answer -> answer.status() == JoinStatus.QUORUM_LOST);
    if (!isLost && core.phase() == Core.Phase.SEARCHING) {
      core.problems().clear("quorum");
    }
  }

  private void heed(JoinResponse answer) {
    answer.addresses().forEach(core::keepConnected);
    if (answer.status() != JoinStatus.NAME_TAKEN) {
      nameTakenSince = 0;
    }
    switch (answer.status()) {
      case ACCEPTED -> {
        if (core.phase() == Core.Phase.SEARCHING) {
          core.enter(UUID.fromString(answer.clusterId()), incarnation, answer.addresses());
        }
      }
      case NAME_TAKEN -> nameTaken(answer);
      case QUORUM_LOST -> core.problems().raise("quorum", answer.reason());
      case REFUSED ->
          core.fail(new ClusterException(ClusterException.Code.REFUSED, answer.reason()));
      case NO_CLUSTER, BOOTSTRAPPING, NOT_LEADER, RETRY -> {}
    }
  }

  /// Somebody has this name. If that one is gone, the leader will notice soon.
  private void nameTaken(JoinResponse answer) {
    long now = core.loop().nanoTime();
    if (nameTakenSince == 0) {
      nameTakenSince = now;
    }
    Duration patience = core.node().config().heartbeatInterval().multipliedBy(NAME_HEARTBEATS);
    if (now - nameTakenSince > patience.toNanos()) {
      core.fail(new ClusterException(ClusterException.Code.NAME_TAKEN, answer.reason()));
    }
  }

  // ---------------------------------------------------------------- with a log

  private void enter() {
    ReplicatedLog replicatedLog = core.replicatedLog().orElseThrow();
    boolean isConfigured = replicatedLog.isConfigured();
    boolean isListed =
        core.ownMember().filter(member -> member.address().equals(core.address())).isPresent();
    boolean leads = core.leads();
    waitingFor =
        replicatedLog.leadership().leader().isEmpty()
            ? "a leader: of the voters %s a majority must be up".formatted(names(core.voters()))
            : isConfigured ? "the log to be up to date" : "the leader to take this node in";
    if (isConfigured && replicatedLog.leadership().leader().isPresent() && (isListed || leads)) {
      isAsking = true;
      core.loop().when(core.awaitUpToDate(), this::upToDate);
    } else if (!leads) {
      Optional<String> leader =
          replicatedLog
              .leadership()
              .leader()
              .map(MemberId::nodeId)
              .filter(id -> core.node().peer(id).isPresent());
      List<String> known =
          core.node().peers().stream()
              .filter(peer -> !peer.isTool())
              .map(PeerInfo::nodeId)
              .toList();
      leader.or(() -> choose(known)).ifPresent(peer -> ask(List.of(peer), false));
    }
  }

  private void upToDate(@Nullable ReadResult result, @Nullable Throwable failure) {
    asked();
    if (failure == null && result instanceof ReadResult.UpToDate) {
      waitingFor = "";
      core.setJoined();
    } else if (result instanceof ReadResult.Unavailable(var reason)) {
      waitingFor = "the log to be up to date: " + reason;
    }
  }

  private static List<String> names(List<LogMember> members) {
    return members.stream().map(member -> member.id().nodeId()).sorted().toList();
  }

  // ---------------------------------------------------------------- answering

  /// Answers a node that wants to join.
  void answer(Received<JoinRequest> received) {
    JoinRequest request = received.message();
    if (!received.isRequest()) {
      return;
    }
    if (!request.nodeId().equals(received.peer())) {
      reply(
          received,
          JoinStatus.REFUSED,
          "'%s' asks for '%s'; a node joins by itself"
              .formatted(received.peer(), request.nodeId()));
      return;
    }
    switch (core.phase()) {
      case SEARCHING -> answerWithoutCluster(received);
      case GONE, CLOSED -> reply(received, JoinStatus.RETRY, "this node is leaving");
      case ENTERING, MEMBER -> {
        if (core.leads() && !request.bootstraps()) {
          admit(received);
        } else {
          sendOn(received);
        }
      }
    }
  }

  private void answerWithoutCluster(Received<JoinRequest> received) {
    boolean isFree =
        promisedTo
            .filter(peer -> !peer.equals(received.peer()))
            .filter(peer -> core.node().peer(peer).isPresent())
            .isEmpty();
    boolean competes = isFirstSeed() && core.nodeId().compareTo(received.peer()) < 0;
    if (!received.message().bootstraps()) {
      reply(received, JoinStatus.NO_CLUSTER, "");
    } else if (isFree && !competes) {
      promisedTo = Optional.of(received.peer());
      reply(received, JoinStatus.NO_CLUSTER, "");
    } else {
      reply(received, JoinStatus.BOOTSTRAPPING, "");
    }
  }

  private void sendOn(Received<JoinRequest> received) {
    Optional<MemberId> leader = core.leadership().leader();
    if (leader.isEmpty()) {
      noteLostVoter(received.message());
      Optional<String> verdict = quorumLost();
      if (verdict.isPresent()) {
        core.problems().raise("quorum", verdict.get());
        reply(received, JoinStatus.QUORUM_LOST, verdict.get());
        return;
      }
    }
    reply(received, JoinStatus.NOT_LEADER, "");
  }

  private void noteLostVoter(JoinRequest request) {
    for (LogMember voter : core.voters()) {
      MemberId id = voter.id();
      if (id.nodeId().equals(request.nodeId())) {
        if (id.incarnation().equals(request.incarnation())) {
          lostVoters.remove(id.incarnation());
        } else {
          lostVoters.put(id.incarnation(), id.nodeId());
        }
      }
    }
  }

  /// Why no leader can ever be elected again, if that is so.
  private Optional<String> quorumLost() {
    List<LogMember> voters = core.voters();
    List<String> lost =
        names(
            voters.stream()
                .filter(voter -> lostVoters.containsKey(voter.id().incarnation()))
                .toList());
    if (lost.isEmpty() || voters.size() - lost.size() > voters.size() / 2) {
      return Optional.empty();
    }
    List<String> left = names(voters).stream().filter(id -> !lost.contains(id)).toList();
    return Optional.of(
        "quorum lost: of the %d voters %s have lost their logs, so that cluster %s can agree on nothing any more; to start again, stop %s and start the nodes anew, each without its old data directory"
            .formatted(
                voters.size(),
                String.join(", ", lost),
                core.identity().map(identity -> identity.clusterId().toString()).orElse("?"),
                left.isEmpty() ? "all nodes" : String.join(", ", left)));
  }

  /// Takes a node in, or puts it in the place of what it was before.
  private void admit(Received<JoinRequest> received) {
    JoinRequest request = received.message();
    Optional<Member> known = core.replica().read(state -> state.member(request.nodeId()));
    // Whoever asks has this node's session of that name: the other one is not heard any more.
    Optional<String> replaces =
        known.map(Member::incarnation).filter(old -> !old.equals(request.incarnation()));
    if (!core.mayAdmit()) {
      reply(received, JoinStatus.RETRY, "the leader is about to be a member");
      return;
    }
    if (request.nodeId().equals(core.nodeId())) {
      reply(received, JoinStatus.NAME_TAKEN, "this node is called '" + core.nodeId() + "' itself");
      return;
    }
    Optional<String> mistake = mistakeInAddress(request);
    if (mistake.isPresent()) {
      reply(received, JoinStatus.REFUSED, mistake.get());
      return;
    }
    if (known.isPresent()
        && replaces.isEmpty()
        && known.get().address().equals(request.address())) {
      reply(received, JoinStatus.ACCEPTED, "");
      return;
    }
    var command =
        new PutMember(request.nodeId(), request.incarnation(), request.address(), replaces);
    core.loop()
        .when(
            core.proposals().submit(command, core.askingTimeout()),
            (outcome, failure) -> admitted(received, replaces, outcome, failure));
  }

  /// What is wrong with where a node says it is, if something is. It may not know yet.
  private Optional<String> mistakeInAddress(JoinRequest request) {
    String address = request.address();
    var member = new MemberAddress(request.nodeId(), request.incarnation(), address);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    if (Links.address(member).isEmpty()) {
      return Optional.of(
          "'%s' is no address; see [ipc] advertise_address of '%s'"
              .formatted(address, request.nodeId()));
    }
    return core.replica().read(ClusterState::members).stream()
        .filter(other -> other.address().equals(address))
        .filter(other -> !other.nodeId().equals(request.nodeId()))
        .findFirst()
        .map(
            other ->
                "'%s' is at %s; see [ipc] advertise_address of '%s'"
                    .formatted(other.nodeId(), address, request.nodeId()));
  }

  private void admitted(
      Received<JoinRequest> received,
      Optional<String> replaced,
      @Nullable Outcome outcome,
      @Nullable Throwable failure) {
    switch (outcome) {
      case null -> reply(received, JoinStatus.RETRY, String.valueOf(failure));
      case Outcome.Done _ -> {
        log.info(
            "{}: '{}' is a member now{}",
            core.nodeId(),
            received.peer(),
            replaced.isPresent() ? ", in the place of what it was before" : "");
        reply(received, JoinStatus.ACCEPTED, "");
      }
      case Outcome.NameTaken _ ->
          reply(
              received,
              JoinStatus.NAME_TAKEN,
              "another node is called '%s'".formatted(received.peer()));
      case Outcome.Rejected(_, var message) -> reply(received, JoinStatus.REFUSED, message);
      default -> reply(received, JoinStatus.RETRY, outcome.toString());
    }
  }

  private void reply(Received<JoinRequest> received, JoinStatus status, String reason) {
    List<MemberAddress> addresses =
        core.replica().read(ClusterState::members).stream().map(Core::address).toList();
    if (addresses.isEmpty()) {
      addresses = core.identity().map(Identity::members).orElse(List.of());
    }
    IpcMessage response =
        new JoinResponse(
            status == JoinStatus.ACCEPTED,
            addresses.stream().map(MemberAddress::nodeId).sorted().toList(),
            status,
            reason,
            core.identity().map(identity -> identity.clusterId().toString()).orElse(""),
            core.leadership().leader().map(MemberId::nodeId).orElse(""),
            addresses);
    var _ = received.replyAsync(response); // if it is lost, the other side asks again
  }

  /// Hears that this node is a member of the sender's cluster.
  void heed(Received<Invitation> received) {
    Invitation invitation = received.message();
    switch (core.phase()) {
      case SEARCHING -> invited(invitation.addresses());
      case ENTERING, MEMBER -> {
        Identity identity = core.identity().orElseThrow();
        if (!identity.clusterId().toString().equals(invitation.clusterId())) {
          if (identity.isFounder() && !identity.hadCompany()) {
            core.giveUpOwnCluster(invitation.addresses());
          } else {
            core.problems()
                .raise(
                    "foreign",
                    "'%s' has this node among the members of its cluster %s, but this node is of cluster %s; to have it there, stop it and start it anew without its data directory"
                        .formatted(received.peer(), invitation.clusterId(), identity.clusterId()));
          }
        }
      }
      case GONE, CLOSED -> {}
    }
  }
}
