package cwm.cluster;

import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Member;
import cwm.cluster.state.Outcome;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One arrival of this node at a barrier.
final class BarrierEntry implements SyncUser {
  private final SyncClient sync;
  private final EventLoop loop;
  private final String name;
  private final int count;
  private final Duration timeout;
  private final String entryId;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private Optional<ClusterSession> session = Optional.empty();
  private boolean isOver;
  private boolean isLeaving;
  private Timers.@Nullable Timer timer;

  BarrierEntry(SyncClient sync, String name, int count, Duration timeout) {
    this.sync = sync;
    this.name = name;
    this.count = count;
    this.timeout = timeout;
    loop = sync.core().loop();
    entryId = sync.newId();
  }

  CompletableFuture<Long> result() {
    return result;
  }

  @Override
  public void begin() {
    timer = loop.schedule(timeout, () -> leave(timedOut()));
    // A caller that waits no longer completes the future itself.
    loop.when(result, (_, _) -> leave(timedOut()));
    sync.put(entryId, this);
    sync.withSession(this);
  }

  @Override
  public void sessionOpened(ClusterSession opened) {
    if (!isOver && !isLeaving && session.isEmpty()) {
      session = Optional.of(opened);
      ask(opened);
    }
  }

  private void ask(ClusterSession asked) {
    loop.when(
        sync.core()
            .proposals()
            .submit(new EnterBarrier(name, count, asked.id(), entryId), sync.lease()),
        (outcome, failure) -> {
          if (!isOver) {
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
        } else if (!isLeaving) {
          ask(asked);
        }
      }
      case Outcome.BarrierReleased(long generation) -> released(generation);
      case Outcome.BarrierWaiting _ -> {}
      case Outcome.SessionGone _ -> gone(asked);
      case Outcome.RequestEnded _ -> {
        if (!isLeaving) { // else this was asked for before, and came later
          sessionLost();
        }
      }
      case Outcome.Rejected(_, var message) ->
          fail(new ClusterException(ClusterException.Code.BAD_REQUEST, message));
      default -> throw new IllegalStateException("entered a barrier, and got " + outcome);
    }
  }

  /// The barrier has opened.
  void released(long generation) {
    if (!isOver) {
      sync.session().acknowledge(entryId);
      over();
      result.complete(generation);
    }
  }

  private void gone(ClusterSession asked) {
    sync.session().gone(asked);
    sessionLost(); // also if there is another one meanwhile
  }

  /// Whether the barrier has opened is not known any more, so the arrival cannot be repeated.
  @Override
  public void sessionLost() {
    if (!isOver && session.isPresent()) {
      fail(
          new ClusterException(
              ClusterException.Code.SESSION_LOST,
              "the session with the cluster was lost at barrier '%s'; whether it has opened is not known"
                  .formatted(name)));
    }
  }

  @Override
  public void askAgain() {
    if (!isOver && !isLeaving) {
      session.ifPresent(this::ask);
    }
  }

  private ClusterException timedOut() {
    List<String> entered = sync.enteredNodeIds(name);
    List<String> missing =
        sync.core().replica().read(ClusterState::members).stream()
            .map(Member::nodeId)
            .filter(id -> !entered.contains(id))
            .sorted()
            .toList();
    return new ClusterException(
        ClusterException.Code.TIMEOUT,
        "barrier '%s': %d of %d have arrived within %d ms: %s; of the members %s have not"
            .formatted(
                name,
                entered.size(),
                count,
                timeout.toMillis(),
                entered,
                missing.isEmpty() ? "none" : missing));
  }

  /// Waits no longer, unless the barrier has opened meanwhile.
  private void leave(ClusterException why) {
    if (isOver || isLeaving) {
      return;
    }
    isLeaving = true;
    if (session.isEmpty()) {
      fail(why);
      return;
    }
    tryToLeave(session.get(), why);
    // Whoever waits is told in time; the entry is taken back behind its back.
    loop.schedule(sync.lease(), () -> result.completeExceptionally(unknown()));
  }

  private ClusterException unknown() {
    return new ClusterException(
        ClusterException.Code.SESSION_LOST,
        "barrier '%s': the cluster does not answer; whether it has opened is not known"
            .formatted(name));
  }

  private void tryToLeave(ClusterSession entered, ClusterException why) {
    loop.when(
        sync.core().proposals().submit(new LeaveBarrier(name, entered.id(), entryId), sync.lease()),
        (outcome, _) -> {
          if (!isOver) {
            left(entered, why, outcome);
          }
        });
  }

  private void left(ClusterSession entered, ClusterException why, @Nullable Outcome outcome) {
    switch (outcome) {
      case null -> tryToLeave(entered, why);
      case Outcome.BarrierReleased(long generation) -> released(generation);
      case Outcome.SessionGone _ -> gone(entered);
      default -> fail(why);
    }
  }

  @Override
  public void fail(ClusterException why) {
    over();
    result.completeExceptionally(why);
  }

  private void over() {
    isOver = true;
    if (timer != null) {
      timer.cancel();
    }
    sync.remove(entryId, this);
  }
}
