package cwm.cluster.ratis;

import cwm.cluster.log.LogSettings;
import cwm.cluster.log.MemberId;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.RaftCall;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer.Division;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a follower stand for election as soon as its session with the leader is over.
///
/// When the leader's process ends, its sessions do within milliseconds. Ratis knows nothing of
/// sessions: it lets a follower sleep for an election timeout, look whether the leader was silent
/// for as long, and if not sleep again, so that one and a half timeouts pass on average. It still
/// does, for leaders that fall silent with their sessions open.
///
/// A session may be over for other reasons. So the follower first asks the others whether they
/// would vote for it (Ongaro, 9.6), and stands if a majority would, itself included. A voter with a
/// session of its own with that leader answers as Ratis does: no, while the leader is heard of. So
/// a leader that a majority is connected with stays. One without would, and promises: for an
/// election timeout it neither stands nor encourages somebody else, so that two do not take votes
/// from each other. For the same reason followers ask one after another.
///
/// All of this is about when to stand, which Raft's safety does not depend on. The election itself
/// is Ratis'.
final class Succession {
  private static final Logger logger = LoggerFactory.getLogger(Succession.class);

  /// From one follower's question to that of the next, as a part of a heartbeat interval.
  private static final int STAGGER_PART = 4;

  private static final Duration STAGGER_MIN = Duration.ofMillis(10);

  private final RatisLogHost host;
  private final RaftGroupId group;
  private final MemberId self;
  private final RaftPeerId selfPeer;
  private final Runnable look;
  private final long staggerNanos;

  // Guarded by this.
  private Optional<Leader> watched = Optional.empty();
  private boolean isWanted;
  private boolean isAsking;
  private long nextAskNanos;
  private long askPauseNanos;
  private @Nullable String promisedTo;
  private long promisedUntilNanos;

  private record Leader(RaftPeerId id, long term) {}

  /// @param look calls [#look] soon
  Succession(RatisLogHost host, RaftGroupId group, MemberId self, Runnable look) {
    this.host = host;
    this.group = group;
    this.self = self;
    this.look = look;
    selfPeer = RaftPeers.id(self);
    long part = settings().heartbeatInterval().toNanos() / STAGGER_PART;
    staggerNanos = Math.max(part, STAGGER_MIN.toNanos());
  }

  private LogSettings settings() {
    return host.settings();
  }

  // ---------------------------------------------------------------- wanting an election

  /// Looks whether the leader is gone; to be called often, and when a session has ended. Does not
  /// block.
  synchronized void look(Division division) {
    Optional<Leader> leader = leaderOf(division);
    if (!leader.equals(watched)) {
      watched = leader;
      isWanted = false;
      if (leader.isPresent()) {
        promisedTo = null; // somebody was elected
      }
    }
    if (leader.isEmpty() || isAsking) {
      return;
    }
    if (host.calls().reaches(leader.get().id())) {
      isWanted = false;
      return;
    }
    long now = System.nanoTime();
    long turnNanos = rank(division, leader.get()) * staggerNanos;
    if (!isWanted) {
      isWanted = true;
      nextAskNanos = now + turnNanos;
      askPauseNanos = voters(division.getRaftConf()).size() * staggerNanos;
    }
    if (promisedTo != null && promisedUntilNanos + turnNanos - nextAskNanos > 0) {
      nextAskNanos = promisedUntilNanos + turnNanos;
    }
    if (now - nextAskNanos < 0) {
      host.later(Duration.ofNanos(nextAskNanos - now), look);
      return;
    }
    nextAskNanos = now + askPauseNanos;
    askPauseNanos = Math.min(2 * askPauseNanos, settings().electionTimeoutMax().toNanos());
    ask(division, leader.get());
  }

  /// The leader that this member follows, if it does and may stand.
  private Optional<Leader> leaderOf(Division division) {
    DivisionInfo info = division.getInfo();
    RaftPeerId leader = info.getLeaderId();
    boolean mayStand =
        info.isFollower() && RaftPeers.contains(voters(division.getRaftConf()), selfPeer);
    return leader == null || leader.equals(selfPeer) || !mayStand
        ? Optional.empty()
        : Optional.of(new Leader(leader, info.getCurrentTerm()));
  }

  private static Collection<RaftPeer> voters(RaftConfiguration configuration) {
    return configuration.getCurrentPeers(RaftPeerRole.FOLLOWER);
  }

  /// How many followers come before this one.
  private long rank(Division division, Leader leader) {
    return voters(division.getRaftConf()).stream()
        .map(voter -> voter.getId().toString())
        .filter(voter -> !voter.equals(leader.id().toString()))
        .filter(voter -> voter.compareTo(selfPeer.toString()) < 0)
        .count();
  }

  // ---------------------------------------------------------------- asking and standing

  private void ask(Division division, Leader leader) {
    TermIndex last = lastEntry(division);
    if (last.getTerm() != leader.term()) {
      return; // Ratis would not have it; its own clock will
    }
    isAsking = true;
    new Ballot(division.getRaftConf(), leader, last).open();
  }

  /// The last entry; one before all others if there is none.
  private static TermIndex lastEntry(Division division) {
    TermIndex last = division.getRaftLog().getLastEntryTermIndex();
    if (last != null) {
      return last;
    }
    SnapshotInfo snapshot = division.getStateMachine().getLatestSnapshot();
    return snapshot == null ? TermIndex.INITIAL_VALUE : snapshot.getTermIndex();
  }

  /// Whether the others would vote.
  private final class Ballot {
    private final RaftConfiguration configuration;
    private final Leader leader;
    private final TermIndex last;

    // Guarded by Succession.this.
    private final Set<RaftPeerId> willing = new HashSet<>();
    private int openCount;
    private boolean isDecided;

    Ballot(RaftConfiguration configuration, Leader leader, TermIndex last) {
      this.configuration = configuration;
      this.leader = leader;
      this.last = last;
    }

    /// Asks all other voters; the leader too, which knows best whether it is gone. Called with the
    /// lock held.
    void open() {
      List<RaftPeerId> others =
          Stream.concat(
                  voters(configuration).stream(),
                  configuration.getPreviousPeers(RaftPeerRole.FOLLOWER).stream())
              .map(RaftPeer::getId)
              .distinct()
              .filter(id -> !id.equals(selfPeer))
              .toList();
      openCount = others.size() + 1;
      answered(selfPeer, true);
      for (RaftPeerId other : others) {
        var request =
            new IpcMessage.VoteRequest(
                leader.term(),
                self.toString(),
                RaftMessages.outward(last.getIndex()),
                last.getTerm(),
                true,
                call(self.toString(), other.toString()));
        var _ =
            host.calls()
                .vote(request)
                .whenComplete((answer, _) -> answered(other, answer != null && answer.granted()));
      }
    }

    private void answered(RaftPeerId voter, boolean isWilling) {
      synchronized (Succession.this) {
        openCount--;
        if (isWilling) {
          willing.add(voter);
        }
        boolean hasMajority = RaftPeers.isMajority(configuration, willing::contains);
        if (isDecided || (!hasMajority && openCount > 0)) {
          return;
        }
        isDecided = true;
        isAsking = false;
        if (hasMajority && watched.equals(Optional.of(leader))) {
          Thread.startVirtualThread(this::stand); // writes to a disk
        }
      }
    }

    private void stand() {
      logger.info("{}: stands for election, since the leader {} is gone", self, leader.id());
      try {
        var order =
            new IpcMessage.StartElection(
                RaftMessages.outward(last.getIndex()),
                last.getTerm(),
                call(leader.id().toString(), self.toString()));
        var reply = host.server().startLeaderElection(RaftMessages.proto(order));
        if (!reply.getServerReply().getSuccess()) {
          logger.info("{}: does not stand, for its role or its log has changed", self);
        }
      } catch (IOException e) {
        logger.info("{}: does not stand: {}", self, Failures.allMessagesOf(e));
      }
    }
  }

  private RaftCall call(String sender, String receiver) {
    return new RaftCall(group.getUuid().toString(), sender, receiver, CallId.getAndIncrement());
  }

  // ---------------------------------------------------------------- being asked

  /// Answers whether this member would vote, where its session with the leader is over; nothing
  /// where Ratis should.
  synchronized Optional<IpcMessage> answer(Division division, IpcMessage.VoteRequest request) {
    Optional<Leader> leader = leaderOf(division);
    TermIndex last = lastEntry(division);
    if (leader.isEmpty() || host.calls().reaches(leader.get().id())) {
      return Optional.empty();
    }
    RaftPeerId candidate = RaftPeerId.valueOf(request.candidate());
    TermIndex theirs = TermIndex.valueOf(request.lastLogTerm(), request.lastLog() - 1);
    boolean isWilling =
        request.term() >= leader.get().term()
            && RaftPeers.contains(voters(division.getRaftConf()), candidate)
            && last.compareTo(theirs) <= 0
            && isFreeToVoteFor(request.candidate());
    if (isWilling) {
      promise(request.candidate());
    }
    return Optional.of(
        new IpcMessage.VoteResponse(
            leader.get().term(),
            isWilling,
            false,
            RaftMessages.outward(last.getIndex()),
            last.getTerm(),
            request.call()));
  }

  private boolean isFreeToVoteFor(String candidate) {
    return promisedTo == null
        || promisedTo.equals(candidate)
        || System.nanoTime() - promisedUntilNanos >= 0;
  }

  /// Leaves it to another member to stand, for an election timeout.
  synchronized void promise(String candidate) {
    promisedTo = candidate;
    promisedUntilNanos = System.nanoTime() + settings().electionTimeoutMin().toNanos();
  }
}
