package cwm.distributed;

import static java.util.stream.Collectors.toSet;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.Participant;
import cwm.cluster.state.Reach;
import cwm.cluster.state.ReplicaSet;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's copies of the sets that it belongs to: opens and closes their logs as the
/// agenda has them, and tells the cluster when it leads one, or does no more.
///
/// Anybody may be elected. A witness that was hands over to whoever has facts; another to the home
/// of the set, if that is there and no job runs, so that each node gets its share of the work back.
///
/// Opening and closing wait for disks, so that a thread of its own does it.
final class SetKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SetKeeper.class);

  /// How long to wait before trying again what did not go well.
  private static final Duration RETRY = Duration.ofMillis(500);

  /// How often the pause between attempts to have the home lead is doubled: up to a minute.
  private static final int PAUSES_MAX = 7;

  private final Cluster cluster;
  private final Threads threads;
  private final String instance;
  private final Follower follower;
  private final Threads.Monitor lock;

  // Guarded by `lock`.
  private final Map<Long, SetLog> open = new HashMap<>();
  private final Map<Long, SetCopy> salvaged = new HashMap<>();
  private boolean isClosed;

  private volatile List<String> aside = List.of();

  // Only the follower uses these.
  private final Map<Long, Handover> handovers = new HashMap<>();
  private boolean hasForgotten;

  /// An attempt to have another member lead.
  ///
  /// @param attempt how many came before it
  /// @param againNanos when to try again at the earliest
  private record Handover(int attempt, long againNanos, CompletableFuture<ChangeResult> result) {}

  SetKeeper(Cluster cluster, Threads threads, String instance) {
    this.cluster = cluster;
    this.threads = threads;
    this.instance = instance;
    lock = threads.newMonitor();
    follower = new Follower(cluster, threads, "cwm-sets", this::follow);
    cluster
        .node()
        .addPeerListener(
            new PeerListener() {
              @Override
              public void peerUp(PeerInfo peer) {
                follower.lookAgain(); // it may be the home of a set that this node leads
              }
            });
  }

  void start() {
    follower.start();
  }

  void agendaChanged(Agenda later) {
    follower.agendaChanged(later);
  }

  /// Others give way from now on than before.
  ///
  /// @param later node ids
  void asideChanged(List<String> later) {
    aside = later;
    follower.lookAgain();
  }

  /// The log of a set, if this node keeps a copy.
  Optional<SetLog> log(long set) {
    lock.lock();
    try {
      return Optional.ofNullable(open.get(set));
    } finally {
      lock.unlock();
    }
  }

  /// How far others are behind with the sets that this node leads.
  List<CopyLag> lags() {
    List<SetLog> logs;
    lock.lock();
    try {
      logs = List.copyOf(open.values());
    } finally {
      lock.unlock();
    }
    return logs.stream()
        .sorted(Comparator.comparingLong(SetLog::id))
        .flatMap(log -> log.lags().stream())
        .toList();
  }

  /// All that this node kept of a set that goes on from that.
  Optional<SetCopy> salvaged(long set) {
    lock.lock();
    try {
      return Optional.ofNullable(salvaged.get(set));
    } finally {
      lock.unlock();
    }
  }

  // ---------------------------------------------------------------- the thread

  private long follow(Agenda now) throws InterruptedException {
    boolean isDone = closeStrange(now) && keeps(() -> forgetGone(now));
    for (ReplicaSet set : now.sets()) {
      if (isMember(set)) {
        isDone &= keeps(() -> keep(set));
      }
    }
    for (ReplicaSet set : now.sets()) {
      if (salvaged(set.id()).isPresent()) {
        isDone &= isLedHere(set) || tellLeads(set, set.raftTerm());
      }
      Optional<SetLog> known = log(set.id());
      if (known.isPresent()) {
        isDone &= lead(set, known.get(), now);
      }
    }
    return isDone ? Threads.FOREVER_NANOS : RETRY.toNanos();
  }

  private boolean isMember(ReplicaSet set) {
    return set.isLogged()
        && cluster
            .incarnation()
            .map(incarnation -> new MemberId(cluster.nodeId(), incarnation))
            .filter(set.voters()::contains)
            .isPresent();
  }

  private void keep(ReplicaSet set) {
    if (set.isForced()) {
      if (salvaged(set.id()).isEmpty()) {
        salvage(set);
      }
    } else if (log(set.id()).isEmpty()) {
      open(set);
    }
  }

  /// Takes all that this node has of a set, whether the others agreed or not: nobody is left to
  /// ask. Nobody writes to it any more.
  private void salvage(ReplicaSet set) {
    Optional<SetLog> known = log(set.id());
    known.ifPresent(SetLog::close);
    @Nullable SetCopy copy = known.map(SetLog::copy).orElse(null);
    try {
      var whole = new SetCopy(cluster.node().dictionary(), false, () -> {});
      cluster.salvageLog(nameOf(set.id()), whole);
      copy = whole;
    } catch (RuntimeException e) {
      if (copy == null) {
        throw new ClusterException(
            ClusterException.Code.STORAGE,
            "set %d cannot go on from the log here: %s".formatted(set.id(), e.getMessage()),
            e);
      }
      log.warn(
          "{}: the log of set {} cannot be read, so that what was not agreed on is left out: {}",
          cluster.nodeId(),
          set.id(),
          e.getMessage());
    }
    lock.lock();
    try {
      open.remove(set.id());
      salvaged.put(set.id(), copy);
    } finally {
      lock.unlock();
    }
    log.warn(
        "{}: set {} goes on from what is left of it here{}",
        cluster.nodeId(),
        set.id(),
        copy.isBlank() ? ", which is nothing" : "");
  }

  private void open(ReplicaSet set) {
    boolean isWitness =
        set.witness().filter(member -> member.nodeId().equals(cluster.nodeId())).isPresent();
    var copy = new SetCopy(cluster.node().dictionary(), isWitness, follower::lookAgain);
    List<LogMember> founders =
        set.voters().stream().map(member -> new LogMember(member, true)).toList();
    var opened =
        new SetLog(
            set.id(),
            cluster.openLog(nameOf(set.id()), founders, copy),
            copy,
            cluster.node().dictionary(),
            threads);
    lock.lock();
    try {
      open.put(set.id(), opened);
      if (isClosed) {
        opened.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Deletes, once, logs of sets that went while this node was down. By the time that this run
  /// takes part, it has heard of all sets that the node ever kept.
  private void forgetGone(Agenda now) {
    boolean takesPart =
        now.participant(cluster.nodeId())
            .filter(own -> own.node().is(cluster.nodeId(), instance))
            .isPresent();
    if (takesPart && !hasForgotten) {
      cluster.deleteOtherLogs(now.sets().stream().map(set -> nameOf(set.id())).toList());
      hasForgotten = true;
    }
  }

  /// Forgets sets that there are no more. Of one that goes on without this node the log stays until
  /// others keep its facts, but nobody writes it. False if that has to be tried again.
  private boolean closeStrange(Agenda now) {
    List<Long> known;
    lock.lock();
    try {
      known = Stream.concat(open.keySet().stream(), salvaged.keySet().stream()).toList();
    } finally {
      lock.unlock();
    }
    boolean isDone = true;
    for (long id : known) {
      Optional<ReplicaSet> set = now.set(id);
      if (set.isEmpty()) {
        isDone &= keeps(() -> closeForGood(id));
      } else if (!isMember(set.get())) {
        log(id).ifPresent(SetLog::close);
      }
    }
    return isDone;
  }

  private void closeForGood(long gone) {
    log(gone).ifPresent(SetLog::close);
    cluster.deleteLog(nameOf(gone));
    lock.lock();
    try {
      open.remove(gone);
      salvaged.remove(gone);
    } finally {
      lock.unlock();
    }
  }

  /// Does something for one set, so that what goes wrong with it leaves the others alone. False if
  /// it has to be tried again.
  private boolean keeps(Runnable task) {
    try {
      task.run();
      return true;
    } catch (ClusterException e) {
      log.warn("{}: cannot keep a copy: {}", cluster.nodeId(), e.getMessage());
      return false;
    }
  }

  private static String nameOf(long set) {
    return "set-" + set;
  }

  // ---------------------------------------------------------------- who leads

  /// Sees to it that the right member leads, and that the cluster knows who does. False if there is
  /// more to do.
  private boolean lead(ReplicaSet set, SetLog opened, Agenda now) throws InterruptedException {
    Leadership leadership = opened.leadership();
    if (!isLeading(leadership)) {
      handovers.remove(set.id());
      return leadership.role() == Leadership.Role.LEADER || tellLost(set);
    }
    boolean isTold = isLedHere(set);
    Set<MemberId> heirs = heirs(set, now, isTold);
    boolean isHandingOver = !heirs.isEmpty() && isHandingOver(set, opened, heirs);
    if (isHandingOver || !set.mayBeLedBy(cluster.nodeId())) {
      return false;
    }
    boolean isKnown =
        (isTold && set.raftTerm() >= leadership.raftTerm())
            || tellLeads(set, leadership.raftTerm());
    if (!isTold && isKnown) {
      log.info(
          "{}: leads set {} of {}{}, term {}",
          cluster.nodeId(),
          set.id(),
          set.voters().stream().map(MemberId::nodeId).toList(),
          set.home().equals(cluster.nodeId()) ? "" : " in the place of '" + set.home() + "'",
          leadership.raftTerm());
    }
    return isKnown && heirs.isEmpty();
  }

  private static boolean isLeading(Leadership leadership) {
    return leadership.role() == Leadership.Role.LEADER && leadership.isReady();
  }

  /// Who is to lead a set in the place of this node, at this time; nobody if it may go on.
  private Set<MemberId> heirs(ReplicaSet set, Agenda now, boolean isTold) {
    Reach reach = now.reach();
    Set<MemberId> able =
        set.holders().stream()
            .filter(each -> reach.isThere(each.nodeId()) && !aside.contains(each.nodeId()))
            .collect(toSet());
    if (!set.mayBeLedBy(cluster.nodeId())) {
      return able.isEmpty() ? near(set.holders()) : able;
    }
    if (aside.contains(cluster.nodeId())) {
      return nextToward(able, set);
    }
    boolean isAwaited = !isTold && set.raftTerm() > 0; // since another leads no more
    return isAwaited || (isTold && now.running().isPresent()) ? Set.of() : home(set, now);
  }

  /// Those of some members that this node reaches; if it reaches none, those through whom they are
  /// reached.
  private Set<MemberId> nextToward(Set<MemberId> members, ReplicaSet set) {
    Set<MemberId> near = near(members);
    return near.isEmpty() && !members.isEmpty() ? near(set.voters()) : near;
  }

  private Set<MemberId> near(Collection<MemberId> members) {
    return members.stream().filter(this::isReached).collect(toSet());
  }

  private boolean isReached(MemberId member) {
    return cluster.node().peer(member.nodeId()).isPresent();
  }

  /// Tries to have others lead, unless it is too early to try again. Whether that is under way.
  private boolean isHandingOver(ReplicaSet set, SetLog log, Set<MemberId> heirs) {
    Handover last = handovers.get(set.id());
    if (last != null && !last.result().isDone()) {
      return true;
    }
    long time = threads.nanoTime();
    if (last != null && time - last.againNanos() < 0) {
      return false;
    }
    boolean isUrgent = !set.mayBeLedBy(cluster.nodeId()) || aside.contains(cluster.nodeId());
    int attempt = last == null || isUrgent ? 0 : last.attempt() + 1;
    Duration pause = isUrgent ? RETRY : RETRY.multipliedBy(1L << Math.min(attempt, PAUSES_MAX));
    CompletableFuture<ChangeResult> result = log.transferLeadership(heirs);
    handovers.put(set.id(), new Handover(attempt, time + pause.toNanos(), result));
    var _ = result.whenComplete((_, _) -> follower.lookAgain());
    return true;
  }

  /// The home of a set, if that is another node which is there and takes part.
  private Set<MemberId> home(ReplicaSet set, Agenda now) {
    boolean isThere =
        !set.home().equals(cluster.nodeId())
            && cluster.node().peer(set.home()).isPresent()
            && now.participant(set.home()).filter(Participant::mayOwn).isPresent()
            && !aside.contains(set.home());
    return isThere
        ? set.holders().stream()
            .filter(member -> member.nodeId().equals(set.home()))
            .collect(toSet())
        : Set.of();
  }

  /// Tells the cluster of all sets that this node leads no more, before it hears anything else that
  /// follows from that.
  void tellLost() throws InterruptedException {
    for (ReplicaSet set : follower.agenda().sets()) {
      Optional<SetLog> known = log(set.id());
      if (known.isPresent() && !set.isForced() && !isLeading(known.get().leadership())) {
        boolean _ = tellLost(set);
      }
    }
  }

  private boolean tellLeads(ReplicaSet set, long raftTerm) throws InterruptedException {
    return follower.tell(new Command.LeadSet(set.id(), cluster.nodeId(), instance, raftTerm));
  }

  private boolean tellLost(ReplicaSet set) throws InterruptedException {
    if (!isLedHere(set)) {
      return true;
    }
    log.info("{}: does not lead set {} any more", cluster.nodeId(), set.id());
    return follower.tell(
        new Command.YieldSet(set.id(), cluster.nodeId(), instance, set.raftTerm()));
  }

  /// Whether the cluster takes this run of this node for the leader of a set.
  private boolean isLedHere(ReplicaSet set) {
    return set.isLedBy(cluster.nodeId(), instance);
  }

  /// Closes all copies; they are kept.
  @Override
  public void close() {
    List<SetLog> closing;
    lock.lock();
    try {
      isClosed = true;
      closing = List.copyOf(open.values());
    } finally {
      lock.unlock();
    }
    follower.close();
    closing.forEach(SetLog::close);
  }
}
