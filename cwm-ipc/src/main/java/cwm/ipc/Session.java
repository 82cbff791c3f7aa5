package cwm.ipc;

import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.transport.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All that this node and one peer say to each other from one handshake to the loss of a link: two
/// links, one per [Channel].
///
/// What is sent arrives in order within its channel, at most once, and either the session lives or
/// both sides learn that it is lost. A new session with the same peer starts from nothing.
final class Session {
  /// What a session goes through.
  enum State {
    OPENING,
    UP,
    DOWN
  }

  private static final int PONGS_UNDER_WAY_MAX = 1_024;

  private final Node node;
  private final Peers peers;
  private final String peerId;
  private final String instanceId;
  private final Optional<Target> target;
  private final Counts counts = new Counts();
  private final AtomicLong nextRequestId = new AtomicLong(1);
  private final Map<Long, CompletableFuture<IpcMessage>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger pongsUnderWay = new AtomicInteger();
  private final Instant since;
  private final Duration heartbeatInterval;
  private final long beatsPerHeartbeat;

  private volatile long heardNanos;
  private volatile @Nullable NodeStats peerStats;

  // Owned by the node's heartbeat.
  private long heardAtLastBeat;
  private long missedBeats;

  // Guarded by this.
  private State state = State.OPENING;
  private boolean isLeaving;
  private Handshake.Agreement agreement;
  private final Map<Channel, Connection> connections = new EnumMap<>(Channel.class);
  private String end = "";

  /// @param target what was dialed, if this node opened the session
  Session(Node node, Peers peers, Handshake.Agreement agreement, Optional<Target> target) {
    this.node = node;
    this.peers = peers;
    this.agreement = agreement;
    this.target = target;
    peerId = agreement.nodeId();
    instanceId = agreement.instanceId();
    since = Instant.ofEpochMilli(node.timers().currentMillis());
    Duration own = node.config().heartbeatInterval();
    Duration theirs = agreement.heartbeatInterval();
    heartbeatInterval = own.compareTo(theirs) < 0 ? theirs : own;
    beatsPerHeartbeat = Math.ceilDiv(heartbeatInterval.toNanos(), own.toNanos());
    heard();
  }

  String peerId() {
    return peerId;
  }

  String instanceId() {
    return instanceId;
  }

  Optional<Target> target() {
    return target;
  }

  synchronized String id() {
    return agreement.session();
  }

  synchronized boolean isUp() {
    return state == State.UP;
  }

  synchronized boolean isDown() {
    return state == State.DOWN;
  }

  /// Whether a link of this channel may still be added.
  synchronized boolean lacks(Channel channel) {
    return state == State.OPENING && !connections.containsKey(channel);
  }

  synchronized PeerInfo info() {
    return new PeerInfo(
        peerId,
        instanceId,
        agreement.address().isEmpty()
            ? Optional.empty()
            : Optional.of(Address.parse(agreement.address())),
        agreement.format(),
        since,
        Optional.ofNullable(peerStats));
  }

  // ---------------------------------------------------------------- beginning and end

  /// Takes what the control link's handshake has agreed on.
  synchronized void agree(Handshake.Agreement newAgreement) {
    if (newAgreement.channel() == Channel.CONTROL) {
      agreement = newAgreement;
    }
  }

  /// A link of this session has passed its handshake.
  void opened(Connection connection, Channel channel) {
    boolean isComplete;
    boolean isTooLate;
    synchronized (this) {
      isTooLate = state == State.DOWN || connections.putIfAbsent(channel, connection) != null;
      isComplete = !isTooLate && connections.size() == Channel.values().length;
    }
    if (isTooLate) {
      connection.fail("the session is over");
    } else if (isComplete) {
      heard();
      peers.sessionUp(this);
    } else if (connection.dial().isPresent()) {
      peers.dialBulk(this, connection);
    }
  }

  /// Notes that both links are open.
  ///
  /// @return false if the session is over already
  synchronized boolean begin() {
    if (state == State.OPENING) {
      state = State.UP;
    }
    return state == State.UP;
  }

  /// Notes that the session is over; the first reason counts.
  ///
  /// @return the state it was in
  synchronized State finish(String reason) {
    State before = state;
    if (before != State.DOWN) {
      state = State.DOWN;
      end = reason;
    }
    return before;
  }

  /// Ends the session and closes its links; the first reason counts.
  void lose(String reason) {
    end(reason).forEach(link -> link.fail(reason));
  }

  /// Ends the session because the peer said goodbye. It closes the links, once it has sent all; if
  /// it does not, this node does in the end.
  private void left() {
    List<Connection> links = end("it left");
    if (!links.isEmpty()) {
      node.timers()
          .schedule(
              node.config().connectionTimeout(),
              () -> links.forEach(link -> link.fail("it left, but did not close the connection")));
    }
  }

  private List<Connection> end(String reason) {
    if (!peers.sessionDown(this, reason)) {
      return List.of();
    }
    List<Connection> links = links();
    IpcException cause = lost("is over: " + reason);
    links.forEach(link -> link.outbound().close(cause));
    List<CompletableFuture<IpcMessage>> unanswered = List.copyOf(asked.values());
    asked.clear();
    // Each on a thread of its own: what hangs on one may wait for another.
    unanswered.forEach(
        answer -> node.handlers().execute(() -> answer.completeExceptionally(cause)));
    return links;
  }

  private IpcException lost(String how) {
    return new IpcException(
        IpcException.Code.SESSION_LOST, "the session with " + peerId + " " + how);
  }

  /// Sends what waits, says goodbye and closes the links. Nothing new is taken for sending, or
  /// whoever goes on sending would put off the end for ever.
  ///
  /// @return done when everything has been given to the links
  CompletableFuture<?> leave() {
    List<Connection> links;
    synchronized (this) {
      isLeaving = true;
      links = links();
    }
    return CompletableFuture.allOf(
            links.stream()
                .map(link -> link.outbound().whenEmpty())
                .toArray(CompletableFuture[]::new))
        .thenRun(
            () -> {
              // On both: neither link's end may be taken for a loss.
              links.forEach(link -> sayGoodbye(link.outbound()));
              lose("this node closed it");
            });
  }

  private void sayGoodbye(Outbound link) {
    link.sendPrompt(OptionalLong.empty(), new IpcMessage.LeaveNotification(node.id()), false);
  }

  /// This node's end of the control link.
  Address localAddress() {
    return connection(Channel.CONTROL).orElseThrow().link().local();
  }

  private synchronized List<Connection> links() {
    return List.copyOf(connections.values());
  }

  private synchronized Optional<Connection> connection(Channel channel) {
    return Optional.ofNullable(connections.get(channel));
  }

  // ---------------------------------------------------------------- out

  /// Sends a message on its channel.
  ///
  /// @return done when there is room for it
  CompletableFuture<@Nullable Void> send(IpcMessage message) {
    return send(Lane.ORDERED, OptionalLong.empty(), message);
  }

  /// Sends an answer.
  CompletableFuture<@Nullable Void> reply(long requestId, IpcMessage answer) {
    return send(Lane.REPLY, OptionalLong.of(requestId), answer);
  }

  /// Sends a request.
  CompletableFuture<IpcMessage> request(IpcMessage message, Duration timeout) {
    long id = nextRequestId.getAndIncrement();
    var answer = new CompletableFuture<IpcMessage>();
    asked.put(id, answer);
    var timer = node.timers().schedule(timeout, () -> timeOut(id, message, timeout));
    CompletableFuture<@Nullable Void> sent = send(Lane.ORDERED, OptionalLong.of(id), message);
    var _ =
        answer.whenComplete(
            (_, _) -> {
              timer.cancel();
              asked.remove(id);
              sent.cancel(false); // what nobody waits for any more need not be sent
            });
    var _ =
        sent.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(failure);
              }
            });
    return answer;
  }

  private void timeOut(long id, IpcMessage message, Duration timeout) {
    CompletableFuture<IpcMessage> late = asked.remove(id);
    if (late != null) {
      var why =
          new IpcException(
              IpcException.Code.TIMEOUT,
              "%s did not answer %s within %d ms"
                  .formatted(peerId, message.getClass().getSimpleName(), timeout.toMillis()));
      node.handlers().execute(() -> late.completeExceptionally(why));
    }
  }

  private CompletableFuture<@Nullable Void> send(
      Lane lane, OptionalLong requestId, IpcMessage message) {
    Connection link;
    synchronized (this) {
      if (state != State.UP || isLeaving) {
        return CompletableFuture.failedFuture(lost(whyClosed()));
      }
      link = Objects.requireNonNull(connections.get(message.channel()));
    }
    if (isPrompt(message)) {
      link.outbound().sendPrompt(requestId, message, false);
      return CompletableFuture.completedFuture(null);
    }
    return link.outbound().send(lane, requestId, message);
  }

  /// Why nothing can be sent. Called with the lock held.
  private String whyClosed() {
    return switch (state) {
      case OPENING -> "has not begun";
      case UP -> "is about to end: this node leaves it";
      case DOWN -> "is over: " + end;
    };
  }

  private static boolean isPrompt(IpcMessage message) {
    return message instanceof IpcMessage.Ping
        || message instanceof IpcMessage.Pong
        || message instanceof IpcMessage.Heartbeat;
  }

  /// Tells the peer that this node lives, on both links, so that neither counts as idle.
  void heartbeat(IpcMessage.Heartbeat heartbeat) {
    if (isUp()) {
      links().forEach(link -> link.outbound().sendPrompt(OptionalLong.empty(), heartbeat, true));
    }
  }

  // ---------------------------------------------------------------- in

  /// Notes that the peer lives.
  void heard() {
    heardNanos = node.timers().nanoTime();
  }

  /// How long nothing has come.
  Duration silence() {
    return Duration.ofNanos(node.timers().nanoTime() - heardNanos);
  }

  /// The interval that the peer's heartbeats are counted by: the larger of both sides'. So a node
  /// with frequent ones bears with a peer that has rare ones, and finds it dead no sooner than the
  /// peer would it.
  Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  /// How many heartbeats in a row the peer has missed. To be asked once per heartbeat of this node:
  /// counting its own beats and not the time, a node that was held up itself (by its garbage
  /// collector, by its machine) does not take the peers for dead before it has read what they sent
  /// meanwhile. While this node does not read, nothing is missed.
  long countMissed() {
    long last = heardNanos;
    Optional<Connection> control = connection(Channel.CONTROL);
    boolean isPaused = control.isPresent() && control.get().inbound().isPaused();
    missedBeats = last != heardAtLastBeat || isPaused ? 0 : missedBeats + 1;
    heardAtLastBeat = last;
    return missedBeats / beatsPerHeartbeat;
  }

  /// Handles a prompt message, on the link's thread.
  void prompt(Connection link, OptionalLong requestId, IpcMessage message, long bytes) {
    countReceived(message, bytes);
    switch (message) {
      case IpcMessage.Heartbeat heartbeat -> peerStats = heartbeat.stats();
      case IpcMessage.Ping ping ->
          link.outbound()
              .sendPrompt(requestId, new IpcMessage.Pong(node.id(), ping.timestamp()), false);
      case IpcMessage.LeaveNotification _ -> left();
      case IpcMessage.Pong _ when requestId.isPresent() ->
          node.handlers().execute(() -> answered(requestId, message));
      case IpcMessage.Pong _ -> deliverPong(link, message, bytes);
      default ->
          throw new IpcException(
              IpcException.Code.MALFORMED,
              message.getClass().getSimpleName() + " is not for the lane of pings");
    }
  }

  /// Hands out a pong that no request waits for; drops it if too many wait to be handed out. No
  /// queue bounds them: whoever sends pings in plenty and takes no pongs would fill the memory.
  private void deliverPong(Connection link, IpcMessage pong, long bytes) {
    if (pongsUnderWay.incrementAndGet() > PONGS_UNDER_WAY_MAX) {
      pongsUnderWay.decrementAndGet();
      return;
    }
    node.handlers()
        .execute(
            () -> {
              try {
                Received<?> received = new Received<>(this, pong, OptionalLong.empty());
                if (!node.dispatch(received)) {
                  link.inbound().keepIfRoom(received, bytes);
                }
              } finally {
                pongsUnderWay.decrementAndGet();
              }
            });
  }

  /// Handles a message of another lane, on the lane's thread.
  Optional<Received<?>> handle(Lane lane, OptionalLong requestId, IpcMessage message, long bytes) {
    countReceived(message, bytes);
    if (lane == Lane.REPLY) {
      answered(requestId, message);
      return Optional.empty();
    }
    Received<?> received = new Received<>(this, message, requestId);
    return node.dispatch(received) ? Optional.empty() : Optional.of(received);
  }

  private void answered(OptionalLong requestId, IpcMessage answer) {
    CompletableFuture<IpcMessage> waiting =
        requestId.isPresent() ? asked.remove(requestId.getAsLong()) : null;
    if (waiting == null) {
      return; // it came too late
    }
    if (answer instanceof IpcMessage.ErrorReply(String code, String why)) {
      waiting.completeExceptionally(
          new IpcException(
              IpcException.Code.REQUEST_FAILED,
              peerId + " could not answer: " + why + " [" + code + "]"));
    } else {
      waiting.complete(answer);
    }
  }

  // ---------------------------------------------------------------- statistics

  void countSent(IpcMessage message, long bytes) {
    counts.sent(bytes);
    node.counts(message).sent(bytes);
  }

  private void countReceived(IpcMessage message, long bytes) {
    counts.received(bytes);
    node.counts(message).received(bytes);
  }

  /// Messages that have not been handed to a link.
  int pendingCount() {
    return links().stream().mapToInt(link -> link.outbound().pendingCount()).sum();
  }

  NodeStats stats() {
    Duration age = Duration.between(since, Instant.ofEpochMilli(node.timers().currentMillis()));
    return counts.with(isUp() ? links().size() : 0, pendingCount(), age.toSeconds());
  }
}
