package cwm.cluster;

import static java.util.stream.Collectors.toSet;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.CommandCodec;
import cwm.cluster.state.Reach;
import cwm.cluster.state.Session;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a leader does besides leading: it makes the members that the cluster has agreed on the
/// configuration of the log, step by step, and ends sessions whose lease has run out.
///
/// Lives from when this node is ready to lead until it leads no more; the next leader begins anew.
final class LeaderDuties {
  private static final Logger log = LoggerFactory.getLogger(LeaderDuties.class);
  private static final Duration RETRY_DELAY = Duration.ofMillis(500);

  /// How often leases are looked at, as a part of the shortest.
  private static final int CHECKS_PER_LEASE = 10;

  private static final Duration CHECK_INTERVAL_MAX = Duration.ofMillis(500);

  /// Between two attempts to have somebody lead who reaches more.
  private static final Duration GIVE_WAY_PAUSE = Duration.ofSeconds(10);

  private final Core core;
  private final ReplicatedLog replicatedLog;
  private final int maxVoters;

  /// How sessions stood when this leader looked, by id.
  private final Map<Long, Sighting> sightings = new HashMap<>();

  private final Set<Long> expiring = new HashSet<>();

  /// Newcomers that could not be taken in when that was tried last.
  private final Set<MemberId> late = new HashSet<>();

  private boolean isChanging;
  private long giveWayNanos;
  private boolean isOver;
  private Timers.@Nullable Timer retryTimer;
  private Timers.@Nullable Timer leaseTimer;
  private Optional<String> lastRefusal = Optional.empty();

  /// That a session had been renewed by one entry of the log and by none since.
  ///
  /// @param sinceNanos when that was first seen, which is after the holder asked for it. What its
  ///   predecessor saw a new leader does not know, so at first everybody has a full lease
  private record Sighting(long renewedIndex, long sinceNanos) {}

  LeaderDuties(Core core, ReplicatedLog replicatedLog, int maxVoters) {
    this.core = core;
    this.replicatedLog = replicatedLog;
    this.maxVoters = maxVoters;
  }

  void begin() {
    giveWayNanos = core.loop().nanoTime();
    announceSelf();
    reconcile();
    checkLeases();
  }

  void end() {
    isOver = true;
    cancel(leaseTimer);
    cancel(retryTimer);
  }

  private static void cancel(Timers.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  // ---------------------------------------------------------------- members

  /// Has the founder among the members, and whoever leads with its present address. Another that is
  /// not among them was taken out, and must not undo that.
  void announceSelf() {
    MemberId self = replicatedLog.self();
    String address = core.address();
    boolean isFirst = core.replica().read(ClusterState::members).isEmpty();
    boolean hasMoved =
        core.ownMember().filter(member -> !member.address().equals(address)).isPresent();
    if (!isOver && (isFirst || hasMoved) && replicatedLog.isConfigured() && !core.isLeaving()) {
      var command = new PutMember(self.nodeId(), self.incarnation(), address);
      core.loop()
          .when(
              replicatedLog.propose(CommandCodec.encode(command)),
              (result, _) -> {
                if (!(result instanceof ProposeResult.Committed)) {
                  core.loop().schedule(RETRY_DELAY, this::announceSelf);
                }
              });
    }
  }

  /// Brings the log's configuration one step nearer to the members agreed on.
  void reconcile() {
    if (isOver || isChanging) {
      return;
    }
    List<LogMember> current = replicatedLog.members();
    Optional<List<LogMember>> next =
        Reconciliation.next(current, core.replica().read(ClusterState::members), maxVoters, late);
    if (next.isEmpty()) {
      return;
    }
    isChanging = true;
    boolean handsOver = next.get().stream().noneMatch(m -> m.id().equals(replicatedLog.self()));
    core.loop()
        .when(
            handsOver
                ? replicatedLog.transferLeadership()
                : replicatedLog.changeMembers(current, next.get()),
            (result, failure) -> changed(current, next.get(), result, failure));
  }

  /// Hands over to who reaches more of the others, once that has been so for some time: whoever
  /// does not reach the leader hears nothing of what is agreed on.
  private void giveWay() {
    Reach reach = core.replica().read(state -> state.agenda().reach());
    int own = reach.gapCount(core.nodeId());
    long now = core.loop().nanoTime();
    if (own == 0) {
      giveWayNanos = now + core.node().config().heartbeatInterval().multipliedBy(2).toNanos();
    }
    if (isChanging || now - giveWayNanos < 0) {
      return;
    }
    Set<MemberId> better =
        replicatedLog.members().stream()
            .filter(LogMember::votes)
            .map(LogMember::id)
            .filter(member -> core.node().peer(member.nodeId()).isPresent())
            .filter(member -> reach.gapCount(member.nodeId()) < own)
            .collect(toSet());
    if (!better.isEmpty()) {
      isChanging = true;
      core.loop().when(replicatedLog.transferLeadership(better), (result, _) -> gaveWay(result));
    }
  }

  private void gaveWay(@Nullable ChangeResult result) {
    isChanging = false;
    giveWayNanos = core.loop().nanoTime() + GIVE_WAY_PAUSE.toNanos();
    if (result instanceof ChangeResult.Done) {
      log.info("{}: leads no more, as it does not reach all", core.nodeId());
    } else {
      reconcile(); // what came meanwhile has waited
    }
  }

  private void changed(
      List<LogMember> before,
      List<LogMember> members,
      @Nullable ChangeResult result,
      @Nullable Throwable failure) {
    isChanging = false;
    if (result instanceof ChangeResult.Done) {
      lastRefusal = Optional.empty();
      reconcile();
      return;
    }
    members.stream().filter(member -> !before.contains(member)).forEach(this::noteLate);
    String why =
        result instanceof ChangeResult.Failed failed ? failed.reason() : String.valueOf(failure);
    if (!isOver && !lastRefusal.equals(Optional.of(why))) {
      lastRefusal = Optional.of(why);
      log.info("{}: the members are not {} yet: {}", core.nodeId(), names(members), why);
    }
    if (!isOver) {
      cancel(retryTimer); // of another change
      retryTimer = core.loop().schedule(RETRY_DELAY, this::reconcile);
    }
  }

  private void noteLate(LogMember newcomer) {
    if (!late.add(newcomer.id())) {
      late.clear(); // it was its turn again, so it was everybody's
      late.add(newcomer.id());
    }
  }

  private static List<String> names(List<LogMember> members) {
    return members.stream().map(member -> member.id().nodeId()).toList();
  }

  // ---------------------------------------------------------------- leases

  /// Ends sessions that this leader has seen unchanged for longer than their lease.
  ///
  /// What it sees may be ahead of the events that tell of it, so it goes by the state alone: the
  /// command to end a session names the renewal that was seen, and does nothing after another one.
  private void checkLeases() {
    if (isOver) {
      return;
    }
    Duration interval = CHECK_INTERVAL_MAX;
    List<Session> sessions = core.replica().read(ClusterState::sessions);
    long nowNanos = core.loop().nanoTime(); // after all renewals that are seen here
    Set<Long> open = new HashSet<>();
    for (Session session : sessions) {
      open.add(session.id());
      Duration lease = Duration.ofMillis(session.leaseMillis());
      Duration part = lease.dividedBy(CHECKS_PER_LEASE);
      interval = part.compareTo(interval) < 0 ? part : interval;
      Sighting seen = sightings.get(session.id());
      if (seen == null || seen.renewedIndex() != session.renewedIndex()) {
        sightings.put(session.id(), new Sighting(session.renewedIndex(), nowNanos));
      } else if (nowNanos - seen.sinceNanos() > lease.toNanos()) {
        expire(session);
      }
    }
    sightings.keySet().retainAll(open);
    giveWay();
    leaseTimer = core.loop().schedule(interval.plus(Duration.ofMillis(1)), this::checkLeases);
  }

  private void expire(Session session) {
    if (expiring.add(session.id())) {
      var command = new ExpireSession(session.id(), session.renewedIndex());
      core.loop()
          .when(
              replicatedLog.propose(CommandCodec.encode(command)),
              (_, _) -> expiring.remove(session.id()));
    }
  }
}
