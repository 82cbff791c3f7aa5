package cwm.cluster.ratis;

import cwm.cluster.log.LogSettings;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Ratis applies a log to: hands entries and snapshots to the [Applied] machine, and events to
/// the [RatisLog].
///
/// Ratis applies, snapshots and reloads on one thread; before that, it initializes on another.
final class LogStateMachine extends BaseStateMachine {
  private static final Logger logger = LoggerFactory.getLogger(LogStateMachine.class);

  /// How long to wait before a snapshot that could not be written is tried again.
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Events on threads of Ratis', which must not be held up.
  interface Events {
    /// Who leads, or who the members are, may have changed.
    void changed();

    /// This member does not lead any more.
    void leadershipLost();

    void logFailed(Throwable cause);

    /// The machine would not apply an entry.
    void applyFailed(long index, Throwable cause);

    /// Ratis has closed this copy.
    void closed();
  }

  private final String name;
  private final Applied applied;
  private final SnapshotStore snapshots;
  private final LogFiles files;
  private final LogSettings settings;
  private final Events events;

  private volatile @Nullable RaftStorage storage;

  // Only the applying thread uses these.
  private long configurationIndex = RaftLog.INVALID_LOG_INDEX;
  private long retryNanos = System.nanoTime();
  private boolean hasFailed;

  LogStateMachine(
      String name,
      Applied applied,
      SnapshotStore snapshots,
      LogFiles files,
      LogSettings settings,
      Events events) {
    this.name = name;
    this.applied = applied;
    this.snapshots = snapshots;
    this.files = files;
    this.settings = settings;
    this.events = events;
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return snapshots;
  }

  // ---------------------------------------------------------------- beginning, loading, end

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    storage = raftStorage;
    super.initialize(server, group, raftStorage);
    getLifeCycle()
        .startAndTransition(
            () -> {
              SingleFileSnapshotInfo latest = snapshots.getLatestSnapshot();
              if (latest != null) {
                load(latest);
              }
            },
            IOException.class);
  }

  /// Ratis replaces the snapshot on disk between this and [#reinitialize], and insists on the
  /// state.
  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    load(snapshots.reload());
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  private void load(SingleFileSnapshotInfo snapshot) throws IOException {
    try (InputStream in = SnapshotStore.open(snapshot)) {
      applied.restore(snapshot.getIndex(), in);
    } catch (IOException e) {
      throw e; // the disk's fault: Ratis is closed, and opened again
    } catch (Throwable e) { // errors too: whatever it is, the machine is not what it should be
      events.applyFailed(snapshot.getIndex(), e);
      throw e;
    }
    setLastAppliedTermIndex(snapshot.getTermIndex());
  }

  /// Gives back the lock on the directory, which Ratis keeps when it fails to begin.
  void unlock() {
    RaftStorage held = storage;
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        logger.warn("{}: the log's directory remains locked", name, e);
      }
    }
  }

  @Override
  public void close() {
    events.closed();
  }

  // ---------------------------------------------------------------- entries

  /// Notes that a proposal is about to be written: from here on, what becomes of it is not known.
  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction) {
    if (transaction.getClientRequest().getMessage() instanceof Proposals.Command command) {
      command.markWritten();
    }
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    Bytes outcome;
    try {
      Bytes command = RaftMessages.bytes(entry.getStateMachineLogEntry().getLogData());
      outcome = applied.apply(entry.getIndex(), entry.getTerm(), command);
    } catch (Throwable e) { // errors too: the entry must not be skipped
      events.applyFailed(entry.getIndex(), e);
      throw e; // Ratis closes this copy
    }
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Message.valueOf(RaftMessages.wrap(outcome)));
  }

  /// After an entry of Ratis' own.
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    super.notifyTermIndexUpdated(term, index);
    applied.pass(index);
  }

  // ---------------------------------------------------------------- snapshots

  /// Called as soon as enough is applied since the index that this has returned last. That is not
  /// the index of the snapshot taken but of the one before, because Ratis drops the log up to it.
  @Override
  public long takeSnapshot() {
    TermIndex last = getLastAppliedTermIndex();
    SingleFileSnapshotInfo previous = snapshots.getLatestSnapshot();
    long previousIndex = previous == null ? RaftLog.INVALID_LOG_INDEX : previous.getIndex();
    if (last.getIndex() - previousIndex < settings.snapshotInterval()
        || last.getIndex() < applied.index() // the machine is ahead of the log that is read again
        || isNeeded(previousIndex)
        || System.nanoTime() - retryNanos < 0) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    try {
      requireConfiguration();
      snapshots.write(last, applied::writeSnapshot);
      hasFailed = false;
      return previousIndex;
    } catch (IOException e) {
      retryNanos = System.nanoTime() + RETRY_NANOS;
      if (!hasFailed) {
        hasFailed = true;
        logger.warn(
            "{}: cannot write a snapshot, so that the log grows; tries again every second: {}",
            name,
            Failures.allMessagesOf(e));
      }
      return RaftLog.INVALID_LOG_INDEX;
    }
  }

  /// Whether others may need what is to be dropped with the next snapshot, the previous one
  /// included, since the next one stands for nothing.
  private boolean isNeeded(long previousIndex) {
    OptionalLong droppable = applied.droppable();
    return droppable.isPresent() && droppable.getAsLong() <= previousIndex;
  }

  /// Ratis drops the log's lists of members with the log, and only complains if it could not write
  /// the last of them to a file of its own.
  private void requireConfiguration() throws IOException {
    if (files.configurationIndex().orElse(RaftLog.INVALID_LOG_INDEX) < configurationIndex) {
      throw new IOException("the list of members could not be written");
    }
  }

  // ---------------------------------------------------------------- events

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto configuration) {
    configurationIndex = Math.max(configurationIndex, index);
    events.changed();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    events.changed();
  }

  @Override
  public void notifyLeaderReady() {
    events.changed();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    events.leadershipLost();
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
    events.logFailed(cause);
  }

  @Override
  public String toString() {
    return name;
  }
}
