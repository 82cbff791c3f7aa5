package cwm.cluster;

import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Limits;
import cwm.cluster.state.Outcome;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's session with its cluster: opens it when it is needed, renews it as long as it is,
/// and closes it after that. Called by events.
///
/// A session whose lease has run out by this node's clock is over for good, even if the cluster has
/// it still: whoever once saw that a lock is lost must not find it held again.
final class SessionKeeper {
  private static final Logger log = LoggerFactory.getLogger(SessionKeeper.class);

  /// Renewals that fit into a lease, so that one may fail, and the next.
  private static final int RENEWALS_PER_LEASE = 3;

  private static final int RETRIES_PER_LEASE = 10;
  private static final Duration RETRY_DELAY_MAX = Duration.ofMillis(100);
  private static final Duration CLOSING_MAX = Duration.ofSeconds(1);

  /// So many acknowledgements do not wait for the next renewal.
  private static final int ACKNOWLEDGED_SOON = Limits.ACKNOWLEDGED_COUNT_MAX / 2;

  /// Who needs the session.
  interface User {
    /// Whether anything needs a session now.
    boolean needsSession();

    void sessionOpened(ClusterSession opened);

    void sessionLost();
  }

  private final Core core;
  private final EventLoop loop;
  private final User user;
  private final Duration lease;
  private final Duration retryDelay;

  private Optional<ClusterSession> session = Optional.empty();
  private final Set<String> unacknowledged = new LinkedHashSet<>();

  /// Whether a session is being opened, or will be in a moment.
  private boolean isOpening;

  private boolean isRenewing;
  private boolean isOver;
  private Timers.@Nullable Timer renewalTimer;
  private Timers.@Nullable Timer leaseTimer;

  SessionKeeper(Core core, User user) {
    this.core = core;
    this.user = user;
    loop = core.loop();
    lease = core.config().lease();
    Duration part = lease.dividedBy(RETRIES_PER_LEASE);
    retryDelay = part.compareTo(RETRY_DELAY_MAX) < 0 ? part : RETRY_DELAY_MAX;
  }

  /// The session, if there is one and its lease is known to hold.
  Optional<ClusterSession> current() {
    session.filter(kept -> !kept.isValid(loop.nanoTime())).ifPresent(this::giveUp);
    return session;
  }

  boolean isCurrent(ClusterSession other) {
    return current().filter(kept -> kept.equals(other)).isPresent();
  }

  // ---------------------------------------------------------------- opening

  /// Opens a session, unless there is one or nothing needs it.
  void open() {
    if (isOver || isOpening || session.isPresent() || !user.needsSession()) {
      return;
    }
    isOpening = true;
    Optional<Identity> identity = core.identity();
    if (identity.isEmpty()) {
      openLater();
      return;
    }
    long sentNanos = loop.nanoTime();
    var command =
        new OpenSession(
            core.nodeId(),
            identity.get().incarnation(),
            core.sync().newId(), // each time, since the lease of a late one is over already
            lease.toMillis());
    loop.when(
        core.proposals().submit(command, lease),
        (outcome, failure) -> opened(sentNanos, outcome, failure));
  }

  private void openLater() {
    loop.schedule(
        retryDelay,
        () -> {
          isOpening = false;
          open();
        });
  }

  private void opened(long sentNanos, @Nullable Outcome outcome, @Nullable Throwable failure) {
    if (isOver) {
      return;
    }
    if (!(outcome instanceof Outcome.SessionOpened(long id))) {
      log.debug("{}: no session yet: {} {}", core.nodeId(), outcome, failure);
      openLater();
      return;
    }
    ClusterSession opened = core.parts().session(id, lease.toNanos(), sentNanos);
    if (!opened.isValid(loop.nanoTime())) {
      var _ = close(opened);
      openLater();
      return;
    }
    isOpening = false;
    isRenewing = false;
    session = Optional.of(opened);
    core.sessionRenewed(opened);
    renewAfter(opened, lease.dividedBy(RENEWALS_PER_LEASE));
    watch(opened);
    user.sessionOpened(opened);
  }

  // ---------------------------------------------------------------- renewing

  private void renewAfter(ClusterSession kept, Duration delay) {
    renewalTimer = loop.schedule(delay, () -> renew(kept));
  }

  private void renew(ClusterSession kept) {
    if (isRenewing || !isCurrent(kept)) {
      return;
    }
    if (!user.needsSession()) {
      end(kept);
      var _ = close(kept);
      return;
    }
    isRenewing = true;
    long sentNanos = loop.nanoTime();
    List<String> acknowledged =
        unacknowledged.stream().limit(Limits.ACKNOWLEDGED_COUNT_MAX).toList();
    // Not longer: what is sent anew has a later time to count from.
    Duration timeout = lease.dividedBy(RENEWALS_PER_LEASE);
    loop.when(
        core.proposals().submit(new RenewSession(kept.id(), acknowledged), timeout),
        (outcome, failure) -> renewed(kept, sentNanos, acknowledged, outcome, failure));
  }

  private void renewed(
      ClusterSession kept,
      long sentNanos,
      List<String> acknowledged,
      @Nullable Outcome outcome,
      @Nullable Throwable failure) {
    if (!isCurrent(kept)) {
      return;
    }
    isRenewing = false;
    switch (outcome) {
      case Outcome.SessionRenewed _ -> {
        kept.renewed(sentNanos);
        core.sessionRenewed(kept);
        acknowledged.forEach(unacknowledged::remove);
        Duration spent = Duration.ofNanos(loop.nanoTime() - sentNanos);
        Duration rest = lease.dividedBy(RENEWALS_PER_LEASE).minus(spent);
        boolean isDue = unacknowledged.size() >= ACKNOWLEDGED_SOON;
        renewAfter(kept, isDue || rest.isNegative() ? Duration.ZERO : rest);
      }
      case Outcome.SessionGone _ -> gone(kept);
      case null, default -> {
        log.debug("{}: the session is not renewed: {} {}", core.nodeId(), outcome, failure);
        renewAfter(kept, retryDelay);
      }
    }
  }

  /// An entry's release has arrived, so that the cluster may forget it.
  void acknowledge(String entryId) {
    if (session.isEmpty()) {
      return; // it is forgotten with the session
    }
    unacknowledged.add(entryId);
    if (unacknowledged.size() >= ACKNOWLEDGED_SOON && !isRenewing) {
      cancel(renewalTimer);
      renew(session.get());
    }
  }

  // ---------------------------------------------------------------- the end

  /// Gives the session up when its lease has run out.
  private void watch(ClusterSession kept) {
    if (isCurrent(kept)) {
      Duration left = Duration.ofNanos(kept.leftNanos(loop.nanoTime()) + 1);
      leaseTimer = loop.schedule(left.isPositive() ? left : Duration.ZERO, () -> watch(kept));
    }
  }

  /// The cluster may have the session still, but this node cannot rely on it.
  private void giveUp(ClusterSession kept) {
    end(kept);
    var _ = close(kept);
    lost(kept);
  }

  /// The cluster has no such session.
  void gone(ClusterSession other) {
    if (session.filter(kept -> kept.equals(other)).isPresent()) {
      end(other);
      lost(other);
    }
  }

  /// The cluster has ended a session, of whomever.
  void gone(long sessionId) {
    session.filter(kept -> kept.id() == sessionId).ifPresent(this::gone);
  }

  /// The session was one of a cluster that this node is not of any more.
  void leaveCluster() {
    session.ifPresent(this::gone);
  }

  private void lost(ClusterSession kept) {
    if (user.needsSession()) {
      log.warn("{}: its session with the cluster is over, session={}", core.nodeId(), kept.id());
    }
    user.sessionLost();
  }

  private void end(ClusterSession kept) {
    kept.end();
    session = Optional.empty();
    isRenewing = false;
    unacknowledged.clear();
    cancel(renewalTimer);
    cancel(leaseTimer);
  }

  private static void cancel(Timers.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  /// Has the cluster give others what the session had. If that fails, its lease runs out.
  private CompletableFuture<Outcome> close(ClusterSession ended) {
    Duration timeout = lease.compareTo(CLOSING_MAX) < 0 ? lease : CLOSING_MAX;
    return core.proposals().submit(new CloseSession(ended.id()), timeout);
  }

  /// Ends the session for good. Done, however it went, when the cluster has heard of it.
  CompletableFuture<@Nullable Void> end() {
    isOver = true;
    Optional<ClusterSession> last = session;
    last.ifPresent(this::end);
    return last.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : close(last.get()).<@Nullable Void>handle((_, _) -> null);
  }
}
