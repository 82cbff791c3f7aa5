package cwm.cluster.ratis;

import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a leader's log to one follower, for one term.
///
/// At most one message with entries, or one chunk of a snapshot, is under way. Signs of life do not
/// wait for it: one goes out whenever nothing else has for a heartbeat interval. A follower that
/// did not answer gets signs of life only, until it answers one, so that a dead peer costs nothing.
/// What is committed is told at once and not with the next heartbeat, so that other members do not
/// lag behind the leader.
///
/// One thread decides and sends ([#run]); answers come in on others, and wake it.
final class FollowerAppender extends LogAppenderBase {
  private static final Logger logger = LoggerFactory.getLogger(FollowerAppender.class);

  private final OutgoingCalls calls;
  private final RatisLog log;
  private final long term;
  private final long intervalNanos;

  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isSignWanted = new AtomicBoolean();
  private final Semaphore wakeUp = new Semaphore(0);

  /// When the latest message that the follower took for its leader's was sent; for [RatisLog].
  private volatile long acknowledgedNanos;

  private volatile boolean hasAcknowledged;

  // Only the appender's thread uses these.
  private long lastSentNanos;
  private boolean isSending;
  private int signCount;
  private long commitSent = RaftLog.INVALID_LOG_INDEX;
  private boolean isSilent;

  /// Whether only signs of life go out, until one is answered.
  private boolean isProbing;

  /// A snapshot on its way.
  private record SnapshotTransfer(
      SnapshotInfo snapshot, Iterator<InstallSnapshotRequestProto> chunks) {}

  FollowerAppender(
      RaftServer.Division division,
      LeaderState leader,
      FollowerInfo follower,
      OutgoingCalls calls,
      RatisLog log) {
    super(division, leader, follower);
    this.calls = calls;
    this.log = log;
    term = division.getInfo().getCurrentTerm();
    intervalNanos = log.settings().heartbeatInterval().toNanos();
    lastSentNanos = System.nanoTime() - intervalNanos;
    log.leading().add(this);
  }

  // ---------------------------------------------------------------- for others

  long term() {
    return term;
  }

  /// Whether the follower has taken a message for its leader's that was sent at `sinceNanos` or
  /// later.
  boolean isAcknowledgedSince(long sinceNanos) {
    return hasAcknowledged && acknowledgedNanos - sinceNanos >= 0;
  }

  @Override
  public void triggerHeartbeat() {
    isSignWanted.set(true);
    notifyLogAppender();
  }

  @Override
  public void notifyLogAppender() {
    if (wakeUp.availablePermits() == 0) {
      wakeUp.release();
    }
  }

  @Override
  public long getCallId() {
    return CallId.get();
  }

  @Override
  public Comparator<Long> getCallIdComparator() {
    return CallId.getComparator();
  }

  /// Ratis asks this to find out how long it may take to collect entries.
  @Override
  public long getHeartbeatWaitTimeMs() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(intervalNanos));
  }

  // ---------------------------------------------------------------- the loop

  @Override
  public void run() throws InterruptedException, IOException {
    while (isRunning()) {
      try {
        for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
          answer.run();
        }
        sendWhatIsDue();
      } catch (RaftLogIOException | IllegalStateException e) {
        // Most likely compaction took away what was to be sent: there is a snapshot instead.
        logger.info("{}: could not send: {}", this, Failures.allMessagesOf(e));
        isProbing = true;
      }
      long waitNanos = lastSentNanos + intervalNanos - System.nanoTime();
      boolean _ = wakeUp.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
      wakeUp.drainPermits();
      getLeaderState().checkHealth(getFollower());
    }
  }

  private void sendWhatIsDue() throws RaftLogIOException {
    if (!isSending && !isProbing && isRunning()) {
      SnapshotInfo snapshot = shouldInstallSnapshot();
      if (snapshot != null) {
        sendSnapshot(snapshot);
      } else if (hasAppendEntries()) {
        sendEntries();
      }
    }
    boolean isDue = System.nanoTime() - lastSentNanos >= intervalNanos;
    boolean isWanted = signCount == 0 && (isSignWanted.get() || hasCommitNews());
    if (isDue || isWanted) {
      sendSign();
    }
    if (isDue && getLeaderState().isFollowerBootstrapping(getFollower())) {
      // Has the leader look whether the new member is to be given up. By itself it only does so
      // while nothing else happens.
      getLeaderState().onFollowerSuccessAppendEntries(getFollower());
    }
  }

  private boolean hasCommitNews() {
    return !isSending && !isProbing && getRaftLog().getLastCommittedIndex() > commitSent;
  }

  /// The same, for a follower that holds the leader's entries up to here.
  private static AppendEntriesRequestProto soberly(AppendEntriesRequestProto request) {
    long known =
        request.hasPreviousLog() ? request.getPreviousLog().getIndex() : RaftLog.INVALID_LOG_INDEX;
    long commitMax = known + request.getEntriesCount();
    // Ratis would have a follower commit one more entry if there is none before: one that may be
    // another leader's.
    return request.getLeaderCommit() <= commitMax
        ? request
        : request.toBuilder().setLeaderCommit(commitMax).build();
  }

  // ---------------------------------------------------------------- entries and signs of life

  private void sendEntries() throws RaftLogIOException {
    long commit = getRaftLog().getLastCommittedIndex();
    AppendEntriesRequestProto request = newAppendEntriesRequest(CallId.getAndIncrement(), false);
    if (request != null) {
      isSending = true;
      commitSent = commit;
      send(soberly(request), this::entriesAnswered);
    }
  }

  private void sendSign() throws RaftLogIOException {
    isSignWanted.set(false);
    signCount++;
    commitSent = getRaftLog().getLastCommittedIndex();
    send(soberly(newAppendEntriesRequest(CallId.getAndIncrement(), true)), this::signAnswered);
  }

  private void send(
      AppendEntriesRequestProto request,
      BiConsumer<AppendEntriesRequestProto, @Nullable AppendEntriesReplyProto> answered) {
    long now = System.nanoTime();
    Timestamp sent = Timestamp.currentTime();
    lastSentNanos = now;
    getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
    onAnswer(
        calls.appendEntriesAsync(request),
        reply -> {
          getFollower().updateLastRespondedAppendEntriesSendTime(sent);
          if (isRecognition(reply)) {
            acknowledge(now);
          }
        },
        reply -> answered.accept(request, reply));
  }

  /// Has `early` run at once on whatever thread the answer comes in, and `late` on the appender's,
  /// which gets nothing instead of an answer that failed.
  private <P> void onAnswer(
      CompletableFuture<P> answer, Consumer<P> early, Consumer<@Nullable P> late) {
    var _ =
        answer.whenComplete(
            (reply, failure) -> {
              if (failure == null) {
                getFollower().updateLastRpcResponseTime();
                early.accept(reply);
                answers.add(
                    () -> {
                      heard();
                      late.accept(reply);
                    });
              } else {
                answers.add(
                    () -> {
                      notHeard(failure);
                      late.accept(null);
                    });
              }
              notifyLogAppender();
            });
  }

  private static boolean isRecognition(AppendEntriesReplyProto reply) {
    return reply.getResult() == AppendResult.SUCCESS
        || reply.getResult() == AppendResult.INCONSISTENCY;
  }

  /// Answers may overtake each other.
  private synchronized void acknowledge(long sentNanos) {
    if (!hasAcknowledged || sentNanos - acknowledgedNanos > 0) {
      acknowledgedNanos = sentNanos;
      hasAcknowledged = true;
    }
    log.leading().acknowledged(this);
  }

  private void entriesAnswered(
      AppendEntriesRequestProto request, @Nullable AppendEntriesReplyProto reply) {
    isSending = false;
    if (reply == null) {
      return;
    }
    getLeaderState().onFollowerCommitIndex(getFollower(), reply.getFollowerCommit());
    switch (reply.getResult()) {
      case SUCCESS -> {
        if (reply.getNextIndex() > getFollower().getNextIndex()) {
          getFollower().updateMatchIndex(reply.getNextIndex() - 1);
          getFollower().increaseNextIndex(reply.getNextIndex());
          getLeaderState().onFollowerSuccessAppendEntries(getFollower());
        }
      }
      case INCONSISTENCY -> goBack(request.getEntries(0).getIndex(), reply);
      case NOT_LEADER -> onFollowerTerm(reply.getTerm());
      case UNRECOGNIZED -> {}
    }
    getLeaderState().onAppendEntriesReply(this, reply);
  }

  private void signAnswered(
      AppendEntriesRequestProto request, @Nullable AppendEntriesReplyProto reply) {
    signCount--;
    if (reply == null) {
      return;
    }
    getLeaderState().onFollowerCommitIndex(getFollower(), reply.getFollowerCommit());
    switch (reply.getResult()) {
      case SUCCESS -> matched(request, reply);
      case INCONSISTENCY -> {
        if (!isSending) { // else the answer to what is under way tells
          goBack(RaftLog.INVALID_LOG_INDEX, reply);
        }
      }
      case NOT_LEADER -> onFollowerTerm(reply.getTerm());
      case UNRECOGNIZED -> {}
    }
    getLeaderState().onAppendEntriesReply(this, reply);
  }

  /// The follower's log agrees up to the entry before; and what is committed there is on its disk.
  /// This makes up for an answer that was lost.
  private void matched(AppendEntriesRequestProto request, AppendEntriesReplyProto reply) {
    if (!request.hasPreviousLog()) {
      return;
    }
    long matched = Math.min(request.getPreviousLog().getIndex(), reply.getFollowerCommit());
    if (getFollower().updateMatchIndex(matched)) {
      getLeaderState().onFollowerSuccessAppendEntries(getFollower());
    }
  }

  private void goBack(long firstSent, AppendEntriesReplyProto reply) {
    getFollower().setNextIndex(getNextIndexForInconsistency(firstSent, reply.getNextIndex()));
  }

  // ---------------------------------------------------------------- snapshots

  private void sendSnapshot(SnapshotInfo snapshot) {
    logger.info("{}: the log reaches no further back, so a snapshot goes out: {}", this, snapshot);
    var chunks = newInstallSnapshotRequests(UUID.randomUUID().toString(), snapshot);
    sendChunk(new SnapshotTransfer(snapshot, chunks.iterator()));
  }

  private void sendChunk(SnapshotTransfer current) {
    InstallSnapshotRequestProto request = current.chunks.next();
    isSending = true;
    lastSentNanos = System.nanoTime();
    getFollower().updateLastRpcSendTime(false);
    onAnswer(calls.installSnapshotAsync(request), _ -> {}, reply -> chunkAnswered(current, reply));
  }

  private void chunkAnswered(SnapshotTransfer current, @Nullable InstallSnapshotReplyProto reply) {
    isSending = false;
    if (reply == null) {
      return;
    }
    switch (reply.getResult()) {
      case SUCCESS -> {
        if (current.chunks.hasNext()) {
          sendChunk(current);
        } else {
          installed(current.snapshot);
        }
      }
      case ALREADY_INSTALLED, SNAPSHOT_INSTALLED -> installed(current.snapshot);
      case NOT_LEADER -> onFollowerTerm(reply.getTerm());
      case IN_PROGRESS, CONF_MISMATCH, SNAPSHOT_UNAVAILABLE, SNAPSHOT_EXPIRED, UNRECOGNIZED -> {
        logger.info("{}: the snapshot was refused: {}", this, reply.getResult());
        isProbing = true;
      }
    }
  }

  private void installed(SnapshotInfo snapshot) {
    logger.info("{}: the snapshot has arrived", this);
    getFollower().setSnapshotIndex(snapshot.getIndex());
    getFollower().setAttemptedToInstallSnapshot();
    getLeaderState().onFollowerSuccessAppendEntries(getFollower());
  }

  // ---------------------------------------------------------------- whether it is there

  private void heard() {
    isProbing = false;
    if (isSilent) {
      isSilent = false;
      logger.info("{}: answers again", this);
    }
  }

  private void notHeard(Throwable failure) {
    isProbing = true;
    if (!isSilent) {
      isSilent = true;
      logger.info("{}: does not answer: {}", this, Failures.messageOf(failure));
    }
  }

  @Override
  public String toString() {
    return "%s to %s".formatted(getServer().getId(), getFollowerId());
  }
}
