package cwm.cluster.ratis;

import static java.util.stream.Collectors.toMap;

import cwm.cluster.log.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer.Division;

/// What a leader knows of its leadership: which followers have taken it for their leader, and when.
///
/// Two things follow from it, both of which Ratis has and neither of which holds when it matters:
///
/// - *Reads.* The leader notes how far the log is committed, has signs of life sent, and once a
///   majority has taken one that was sent after the note, the note was right when the read was
///   asked for (Ongaro, 6.4). Ratis lets a read pass whose index was confirmed earlier without
///   asking anybody again, so that a leader that was cut off would answer with what it knew.
/// - *Giving up.* A leader that no majority has answered for the longest election timeout is no
///   leader any more (Ongaro, 6.2). Ratis looks only when nothing has been proposed for that long.
final class Leading {
  private final RaftPeerId self;
  private final Map<RaftPeerId, FollowerAppender> appenders = new ConcurrentHashMap<>();

  /// Reads that wait for a majority. Guarded by this.
  private final List<Read> reads = new ArrayList<>();

  // Only the thread that calls #isForsaken uses these.
  private long ledSinceNanos;
  private long ledTerm = -1;

  private record Read(
      Division division,
      long term,
      long sinceNanos,
      long commitIndex,
      CompletableFuture<Long> index) {}

  Leading(RaftPeerId self) {
    this.self = self;
  }

  void add(FollowerAppender appender) {
    appenders.values().removeIf(old -> old.term() != appender.term());
    appenders.put(appender.getFollowerId(), appender);
  }

  // ---------------------------------------------------------------- reads

  /// The index, as Ratis counts, that has to be applied before a read asked for now may be
  /// answered. Nothing if this member does not lead, or finds out that it does not any more.
  CompletableFuture<Optional<Long>> readIndex(Division division, Duration timeout) {
    long term = division.getInfo().getCurrentTerm();
    if (!division.getInfo().isLeader() || !division.getInfo().isLeaderReady()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var read =
        new Read(
            division,
            term,
            System.nanoTime(),
            division.getRaftLog().getLastCommittedIndex(),
            new CompletableFuture<>());
    synchronized (this) {
      reads.add(read);
    }
    appendersOf(term).forEach(FollowerAppender::triggerHeartbeat);
    settleReads(); // a single voter asks nobody
    return read.index
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (index, failure) -> {
              if (failure != null) {
                forget(read);
                return Optional.empty();
              }
              return Optional.of(index);
            });
  }

  void acknowledged(FollowerAppender appender) {
    settleReads();
  }

  private void settleReads() {
    List<Read> confirmed = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Read> all = reads.iterator(); all.hasNext(); ) {
        Read read = all.next();
        if (isAcknowledged(read.division, read.term, read.sinceNanos)) {
          confirmed.add(read);
          all.remove();
        }
      }
    }
    for (Read read : confirmed) {
      if (isStillLeading(read.division, read.term)) {
        read.index.complete(read.commitIndex);
      } else {
        read.index.cancel(false);
      }
    }
  }

  /// Fails what waits, after this member has ceased to lead.
  void failReads() {
    List<Read> failed;
    synchronized (this) {
      failed = List.copyOf(reads);
      reads.clear();
    }
    failed.forEach(read -> read.index.cancel(false));
  }

  private synchronized void forget(Read read) {
    reads.remove(read);
  }

  private static boolean isStillLeading(Division division, long term) {
    return division.getInfo().isLeader() && division.getInfo().getCurrentTerm() == term;
  }

  // ---------------------------------------------------------------- majorities

  /// Whether a majority of the voters, this leader included, has taken a message for their leader's
  /// that was sent at `sinceNanos` or later.
  boolean isAcknowledged(Division division, long term, long sinceNanos) {
    return RaftPeers.isMajority(
        division.getRaftConf(),
        id -> {
          if (id.equals(self)) {
            return true;
          }
          FollowerAppender appender = appenders.get(id);
          return appender != null
              && appender.term() == term
              && appender.isAcknowledgedSince(sinceNanos);
        });
  }

  /// Whether this member leads, and for `patience` no majority has taken it for its leader. Says so
  /// once, and again after that time; to be called often, on one thread.
  boolean isForsaken(Division division, Duration patience) {
    long term = division.getInfo().getCurrentTerm();
    if (!division.getInfo().isLeader()) {
      ledTerm = -1;
      return false;
    }
    long now = System.nanoTime();
    if (ledTerm != term) {
      ledTerm = term;
      ledSinceNanos = now;
    }
    long patienceNanos = patience.toNanos();
    boolean isForsaken =
        now - ledSinceNanos > patienceNanos && !isAcknowledged(division, term, now - patienceNanos);
    if (isForsaken) {
      ledSinceNanos = now;
    }
    return isForsaken;
  }

  /// The voter among `candidates` that has most of the log, of those that have answered since
  /// `sinceNanos`.
  Optional<RaftPeerId> mostAdvanced(Division division, Set<MemberId> candidates, long sinceNanos) {
    Collection<RaftPeer> voters = division.getRaftConf().getCurrentPeers(RaftPeerRole.FOLLOWER);
    return appendersOf(division.getInfo().getCurrentTerm())
        .filter(appender -> RaftPeers.contains(voters, appender.getFollowerId()))
        .filter(appender -> candidates.contains(RaftPeers.member(appender.getFollowerId())))
        .filter(appender -> appender.isAcknowledgedSince(sinceNanos))
        .max(Comparator.comparingLong(appender -> appender.getFollower().getMatchIndex()))
        .map(FollowerAppender::getFollowerId);
  }

  /// Up to which entry each follower is known to have this leader's log; indexes as outside.
  Map<MemberId, Long> progress(Division division) {
    return appendersOf(division.getInfo().getCurrentTerm())
        .collect(
            toMap(
                appender -> RaftPeers.member(appender.getFollowerId()),
                appender -> RaftMessages.outward(appender.getFollower().getMatchIndex())));
  }

  private Stream<FollowerAppender> appendersOf(long term) {
    return appenders.values().stream().filter(appender -> appender.term() == term);
  }
}
