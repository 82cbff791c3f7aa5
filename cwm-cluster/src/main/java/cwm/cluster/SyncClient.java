package cwm.cluster;

import cwm.cluster.state.Barrier;
import cwm.cluster.state.Command;
import cwm.cluster.state.Effect;
import cwm.cluster.state.Holder;
import cwm.cluster.state.Request;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.LockGrant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// This node's locks and barriers: what it holds, and what waits for a lock or at a barrier.
///
/// Grants and releases come as answers, as messages of the leader, and with the log; whichever is
/// first counts. What this node asks for is known here from then until the cluster has nothing of
/// it any more; so long the session is renewed.
final class SyncClient implements SessionKeeper.User {
  /// Whoever waits longer waits for ever; and times do not overflow.
  private static final Duration TIMEOUT_MAX = Duration.ofDays(36_500);

  private final Core core;
  private final EventLoop loop;
  private final RandomGenerator random;
  private final Duration lease;
  private final SessionKeeper session;

  private final Map<String, LockRequest> locks = new LinkedHashMap<>();
  private final Map<String, BarrierEntry> entries = new LinkedHashMap<>();
  private Optional<String> endReason = Optional.empty();

  SyncClient(Core core, RandomGenerator random) {
    this.core = core;
    this.random = random;
    loop = core.loop();
    lease = core.config().lease();
    session = new SessionKeeper(core, this);
  }

  Core core() {
    return core;
  }

  Duration lease() {
    return lease;
  }

  SessionKeeper session() {
    return session;
  }

  String newId() {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  /// A timeout that can be reckoned with.
  static Duration bounded(Duration timeout) {
    return timeout.compareTo(TIMEOUT_MAX) < 0 ? timeout : TIMEOUT_MAX;
  }

  // ---------------------------------------------------------------- what users ask for

  /// Any thread may call. The future completes in events.
  CompletableFuture<LockHandle> acquire(String name, Optional<Duration> timeout) {
    var request = new LockRequest(this, name, timeout.map(SyncClient::bounded));
    loop.execute(() -> begin(request));
    return request.result();
  }

  /// Any thread may call. The future completes in events.
  CompletableFuture<Long> await(String name, int count, Duration timeout) {
    var entry = new BarrierEntry(this, name, count, bounded(timeout));
    loop.execute(() -> begin(entry));
    return entry.result();
  }

  private void begin(SyncUser user) {
    if (endReason.isPresent()) {
      user.fail(closed());
    } else {
      user.begin();
    }
  }

  private ClusterException closed() {
    return new ClusterException(ClusterException.Code.CLOSED, endReason.orElse("closed"));
  }

  /// Nothing is acquired any more, and what was is lost. Done when the cluster knows, or cannot be
  /// told.
  CompletableFuture<@Nullable Void> end(String reason) {
    if (endReason.isPresent()) {
      return CompletableFuture.completedFuture(null);
    }
    endReason = Optional.of(reason);
    CompletableFuture<@Nullable Void> ended = session.end();
    users().forEach(user -> user.fail(closed()));
    locks.clear();
    entries.clear();
    return ended;
  }

  // ---------------------------------------------------------------- the session

  private List<SyncUser> users() {
    List<SyncUser> users = new ArrayList<>(locks.values());
    users.addAll(entries.values());
    return users;
  }

  @Override
  public boolean needsSession() {
    return !locks.isEmpty() || !entries.isEmpty();
  }

  @Override
  public void sessionOpened(ClusterSession opened) {
    users().forEach(user -> user.sessionOpened(opened));
  }

  /// Held locks are lost, and whoever waits for one begins again.
  @Override
  public void sessionLost() {
    users().forEach(SyncUser::sessionLost);
  }

  /// Has `user`, which is known here, told of the session as soon as there is one.
  void withSession(SyncUser user) {
    session.current().ifPresentOrElse(user::sessionOpened, session::open);
  }

  // ---------------------------------------------------------------- for requests and entries

  void put(String id, LockRequest request) {
    locks.put(id, request);
  }

  void remove(String id, LockRequest request) {
    locks.remove(id, request);
  }

  void put(String id, BarrierEntry entry) {
    entries.put(id, entry);
  }

  void remove(String id, BarrierEntry entry) {
    entries.remove(id, entry);
  }

  // ---------------------------------------------------------------- what log and leader tell

  void granted(Effect.Granted granted, Command cause, boolean leads) {
    Holder holder = granted.holder();
    Request request = holder.request();
    if (holder.nodeId().equals(core.nodeId())) {
      granted(request.id(), holder.token());
    } else if (leads && !isAskedBy(cause, request)) {
      send(
          holder.nodeId(),
          new LockGrant(granted.lock(), holder.nodeId(), request.id(), holder.token()));
    }
  }

  /// Whether the answer to the command tells already.
  private static boolean isAskedBy(Command command, Request request) {
    return switch (command) {
      case Command.AcquireLock(_, long session, var id) ->
          session == request.session() && id.equals(request.id());
      case Command.EnterBarrier(_, _, long session, var id) ->
          session == request.session() && id.equals(request.id());
      default -> false;
    };
  }

  private void send(String nodeId, IpcMessage message) {
    var _ = core.node().sendAsync(nodeId, message); // if it is lost, the log tells a little later
  }

  /// A lock was granted to a request of this node.
  void granted(String requestId, long token) {
    LockRequest request = locks.get(requestId);
    if (request != null) {
      request.granted(token);
    }
  }

  void released(Effect.Released released, Command cause, boolean leads) {
    for (Request entry : released.entries()) {
      if (entry.nodeId().equals(core.nodeId())) {
        released(entry.id(), released.generation());
      } else if (leads && !isAskedBy(cause, entry)) {
        send(
            entry.nodeId(),
            new BarrierRelease(released.barrier(), released.generation(), entry.id()));
      }
    }
  }

  /// A barrier has opened for an entry of this node.
  void released(String entryId, long generation) {
    BarrierEntry entry = entries.get(entryId);
    if (entry != null) {
      entry.released(generation);
    }
  }

  void sessionEnded(Effect.SessionEnded ended) {
    session.gone(ended.session().id());
  }

  /// Much was applied at once, and nobody told what happened on the way.
  void restored() {
    users().forEach(SyncUser::askAgain);
  }

  /// Who waits at a barrier, as far as this node knows.
  List<String> enteredNodeIds(String barrier) {
    return core
        .replica()
        .read(state -> state.barrier(barrier))
        .map(Barrier::entered)
        .orElse(List.of())
        .stream()
        .map(Request::nodeId)
        .toList();
  }
}
