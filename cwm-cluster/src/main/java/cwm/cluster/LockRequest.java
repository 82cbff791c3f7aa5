package cwm.cluster;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Holder;
import cwm.cluster.state.Outcome;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One wish of this node for a lock, from when it is asked for until it is given back or lost.
final class LockRequest implements SyncUser {
  private enum State {
    WAITING,
    HELD,
    OVER
  }

  private final SyncClient sync;
  private final EventLoop loop;
  private final String name;
  private final Optional<Duration> timeout;
  private final CompletableFuture<LockHandle> result = new CompletableFuture<>();
  private State state = State.WAITING;
  private String requestId;
  private Optional<ClusterSession> session = Optional.empty();
  private Optional<String> lastHolder = Optional.empty();

  private Timers.@Nullable Timer timer;

  LockRequest(SyncClient sync, String name, Optional<Duration> timeout) {
    this.sync = sync;
    this.name = name;
    this.timeout = timeout;
    loop = sync.core().loop();
    requestId = sync.newId();
  }

  CompletableFuture<LockHandle> result() {
    return result;
  }

  @Override
  public void begin() {
    timeout.ifPresent(limit -> timer = loop.schedule(limit, this::timeOut));
    loop.when(result, (_, _) -> giveUpUnlessHeld());
    beginWithNewSession();
  }

  /// A caller that waits no longer completes the future itself.
  private void giveUpUnlessHeld() {
    if (state == State.WAITING) {
      var _ = giveBack();
    }
  }

  private void beginWithNewSession() {
    sync.put(requestId, this);
    sync.withSession(this);
  }

  @Override
  public void sessionOpened(ClusterSession opened) {
    if (state == State.WAITING && session.isEmpty()) {
      session = Optional.of(opened);
      ask(opened);
    }
  }

  private void ask(ClusterSession asked) {
    String id = requestId;
    loop.when(
        sync.core().proposals().submit(new AcquireLock(name, asked.id(), id), sync.lease()),
        (outcome, failure) -> {
          if (state == State.WAITING && id.equals(requestId)) {
            answered(asked, outcome, failure);
          }
        });
  }

  private void answered(
      ClusterSession asked, @Nullable Outcome outcome, @Nullable Throwable failure) {
    switch (outcome) {
      case null -> {
        if (failure instanceof ClusterException e && ClusterException.isRefusal(e)) {
          fail(e);
        } else {
          ask(asked);
        }
      }
      case Outcome.LockGranted(Holder holder) -> granted(holder.token());
      case Outcome.LockQueued(_, Holder holder) -> lastHolder = Optional.of(holder.nodeId());
      case Outcome.SessionGone _ -> {
        sync.session().gone(asked);
        sessionLost(); // also if there is another one meanwhile
      }
      case Outcome.RequestEnded _ -> sessionLost();
      case Outcome.Rejected(_, var message) ->
          fail(new ClusterException(ClusterException.Code.BAD_REQUEST, message));
      default -> throw new IllegalStateException("asked for a lock, and got " + outcome);
    }
  }

  /// The cluster has granted the lock.
  void granted(long token) {
    if (state != State.WAITING || session.isEmpty()) {
      return;
    }
    ClusterSession granted = session.get();
    if (!sync.session().isCurrent(granted)) {
      return; // its lease has run out, and this began again
    }
    state = State.HELD;
    cancelTimer();
    if (!result.complete(new HeldLock(this, name, token, granted, loop))) {
      var _ = giveBack();
    }
  }

  /// What was held is lost; what waits begins again, under another name.
  @Override
  public void sessionLost() {
    if (state == State.HELD) {
      over();
    } else if (state == State.WAITING && session.isPresent()) {
      sync.remove(requestId, this);
      requestId = sync.newId();
      session = Optional.empty();
      beginWithNewSession();
    }
  }

  @Override
  public void askAgain() {
    if (state == State.WAITING) {
      session.ifPresent(this::ask);
    }
  }

  private void timeOut() {
    if (state == State.WAITING) {
      fail(
          new ClusterException(
              ClusterException.Code.TIMEOUT,
              "lock '%s' was not free within %d ms%s"
                  .formatted(name, timeout.orElse(Duration.ZERO).toMillis(), whyNot())));
    }
  }

  /// Who has the lock; or, if the cluster has not said, why it does not.
  private String whyNot() {
    String obstacle = sync.core().proposals().lastObstacle();
    return lastHolder
        .map(id -> "; '" + id + "' has it")
        .orElse(obstacle.isEmpty() ? "" : "; the cluster does not agree on it: " + obstacle);
  }

  @Override
  public void fail(ClusterException why) {
    result.completeExceptionally(why);
    giveUpUnlessHeld();
  }

  /// Gives the lock back, or waits for it no longer. Done when that is committed, or there is no
  /// session any more that it could belong to.
  CompletableFuture<@Nullable Void> giveBack() {
    var done = new CompletableFuture<@Nullable Void>();
    cancelTimer();
    if (state == State.OVER) {
      done.complete(null);
    } else {
      state = State.OVER;
      release(done);
    }
    return done;
  }

  private void release(CompletableFuture<@Nullable Void> done) {
    if (session.isEmpty() || !sync.session().isCurrent(session.get())) {
      over();
      done.complete(null);
      return;
    }
    var command = new ReleaseLock(name, session.get().id(), requestId);
    loop.when(
        sync.core().proposals().submit(command, sync.lease()),
        (outcome, failure) -> {
          if (outcome == null && !ClusterException.isRefusal(failure)) {
            release(done);
          } else { // what cannot be asked for was never granted
            over();
            done.complete(null);
          }
        });
  }

  private void over() {
    state = State.OVER;
    cancelTimer();
    sync.remove(requestId, this);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
