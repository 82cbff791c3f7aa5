package cwm.ipc;

import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage.Hello;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.Link;
import cwm.ipc.transport.Timers;
import cwm.ipc.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whom a node talks to: its sessions, the addresses it dials, and the strangers at its door.
///
/// All of it changes under one lock, which is held for moments, and never while user code runs.
final class Peers {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  /// Links of a session.
  static final int LINKS_PER_SESSION = Channel.values().length;

  private static final int STRANGERS_MIN = 32;
  private static final Duration SLOW_RETRY = Duration.ofSeconds(30);

  private final Node node;
  private final NodeConfig config;
  private final Transport transport;
  private final RandomGenerator random;
  private final String instanceId;
  private final LogLimiter logLimiter = new LogLimiter();

  // Sessions that are not over, by peer. Written under `lock`.
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  // Guards all that follows.
  private final Object lock = new Object();
  private final Map<Address, Target> targets = new LinkedHashMap<>();
  private final Set<Connection> strangers = new LinkedHashSet<>();
  private Optional<Address> listening = Optional.empty();
  private Optional<Address> advertised;
  private boolean isClosed;

  /// @param listens whether others can reach the node
  Peers(Node node, Transport transport, RandomGenerator random, boolean listens) {
    this.node = node;
    this.transport = transport;
    this.random = random;
    config = node.config();
    instanceId = Handshake.newId(random);
    advertised = listens ? config.advertiseAddress() : Optional.empty();
  }

  /// Notes where the node listens.
  void setListening(Address address) {
    boolean isEverywhere = address instanceof Address.Inet inet && inet.isEverywhere();
    synchronized (lock) {
      listening = Optional.of(address);
      if (advertised.isEmpty() && !isEverywhere) {
        advertised = listening;
      }
    }
  }

  /// See [Node#advertisedAddress()].
  Optional<Address> advertisedAddress() {
    synchronized (lock) {
      return advertised;
    }
  }

  /// The session with a peer, also one that has not begun yet.
  Optional<Session> session(String peerId) {
    return Optional.ofNullable(sessions.get(peerId));
  }

  /// The sessions that messages can go through, by peer.
  List<Session> upSessions() {
    return new TreeMap<>(sessions).values().stream().filter(Session::isUp).toList();
  }

  private Timers timers() {
    return transport.timers();
  }

  // ---------------------------------------------------------------- dialing

  /// See [Node#connectAsync].
  CompletableFuture<String> connectAsync(Address address) {
    Target target;
    synchronized (lock) {
      if (isClosed) {
        return CompletableFuture.failedFuture(node.closed());
      }
      target = targets.get(address);
      if (target != null) {
        return target.reached().copy();
      }
      target = new Target(address);
      targets.put(address, target);
    }
    CompletableFuture<String> reached = target.reached().copy();
    dial(target);
    return reached;
  }

  /// See [Node#disconnect].
  void disconnect(String peerId) {
    synchronized (lock) {
      for (Target target : List.copyOf(targets.values())) {
        if (target.leadsTo(peerId)) {
          targets.remove(target.address());
          target.cancelTimer();
          CompletableFuture<String> given = target.reached();
          node.handlers()
              .execute(
                  () ->
                      given.completeExceptionally(
                          new IpcException(
                              IpcException.Code.CLOSED, "disconnected from " + peerId)));
        }
      }
    }
    Session session = sessions.get(peerId);
    if (session != null) {
      var _ = session.leave();
    }
  }

  private void dial(Target target) {
    synchronized (lock) {
      if (isClosed || targets.get(target.address()) != target) {
        return;
      }
      Optional<Session> up =
          sessions.values().stream()
              .filter(session -> target.leadsTo(session.peerId()) && session.isUp())
              .findFirst();
      if (up.isPresent()) { // the peer was faster
        reached(target, up.get());
        return;
      }
      if (isFull()) {
        failed(target, Optional.empty(), tooManyConnections());
        return;
      }
    }
    var how = new Connection.Dial(Channel.CONTROL, Optional.empty(), Optional.of(target));
    transport.connect(
        target.address(), config.connectionTimeout(), new Connection(node, this, Optional.of(how)));
  }

  private IpcException tooManyConnections() {
    return new IpcException(
        IpcException.Code.REFUSED,
        "node '%s' has its %d connections, two for each peer; see [ipc] max_connections"
            .formatted(node.id(), config.maxConnections()));
  }

  /// Opens the second link of a session, to where the first one leads.
  void dialBulk(Session session, Connection control) {
    Address remote =
        control
            .dial()
            .flatMap(Connection.Dial::target)
            .map(Target::address)
            .orElseGet(() -> control.link().remote());
    var how = new Connection.Dial(Channel.BULK, Optional.of(session), Optional.empty());
    transport.connect(
        remote, config.connectionTimeout(), new Connection(node, this, Optional.of(how)));
  }

  /// A dial did not lead to a session, or its session is over. Called with the lock held.
  private void failed(Target target, Optional<String> peerId, IpcException why) {
    peerId.ifPresent(target::setPeer);
    Session other = peerId.map(sessions::get).orElse(null);
    if (isAlreadyConnected(why) && other != null) {
      if (other.isUp()) {
        reached(target, other);
      } else {
        target.awaitSession(); // the one that is opening tells
      }
      return;
    }
    if (!target.wasReached() && !isAlreadyConnected(why)) {
      targets.remove(target.address(), target);
      var toFail = target.reached();
      node.handlers()
          .execute(() -> toFail.completeExceptionally(withAddress(target.address(), why)));
      return;
    }
    Duration delay = target.nextDelay(random);
    if (why instanceof RefusedException refused && !isAlreadyConnected(why)) {
      Duration wished =
          refused
              .refusal()
              .retryAfterMillis()
              .map(millis -> Duration.ofMillis(Math.min(millis, SLOW_RETRY.toMillis())))
              .orElse(SLOW_RETRY);
      delay = delay.compareTo(wished) < 0 ? wished : delay;
    }
    if (why.code() != IpcException.Code.SESSION_LOST && !isAlreadyConnected(why)) {
      logSeldom(
          "dial " + target.address(),
          "{}: no session with {}: {}",
          target.address(),
          IpcException.messageOf(why));
    }
    target.setTimer(timers().schedule(delay, () -> dial(target)));
  }

  private void redial(Target target) {
    target.setTimer(timers().schedule(target.nextDelay(random), () -> dial(target)));
  }

  private static boolean isAlreadyConnected(IpcException why) {
    return why instanceof RefusedException refused
        && refused.refusal().code().equals("ALREADY_CONNECTED");
  }

  private static IpcException withAddress(Address address, IpcException why) {
    String reason = IpcException.messageOf(why);
    String message =
        reason.startsWith(address.toString())
            ? "cannot connect: " + reason
            : "cannot connect to " + address + ": " + reason;
    return why instanceof RefusedException refused
        ? new RefusedException(message, refused.refusal())
        : new IpcException(why.code(), message, why);
  }

  /// Called with the lock held.
  private void reached(Target target, Session session) {
    target.setPeer(session.peerId());
    target.setReached();
    var toComplete = target.reached();
    node.handlers().execute(() -> toComplete.complete(session.peerId()));
  }

  // ---------------------------------------------------------------- links that open and close

  /// Takes note of a link that somebody opened.
  ///
  /// @return whether it may go on
  boolean admit(Connection stranger) {
    Connection evicted = null;
    synchronized (lock) {
      if (isClosed) {
        return false;
      }
      strangers.add(stranger);
      if (strangers.size() > Math.max(STRANGERS_MIN, config.maxConnections())) {
        evicted = strangers.iterator().next();
        strangers.remove(evicted);
      }
    }
    if (evicted != null) {
      evicted.fail("it said nothing, and too many others wait");
    }
    return true;
  }

  Handshake newHandshake(Connection connection, Link link) {
    var self =
        new Handshake.Self(
            node.id(),
            instanceId,
            config.clusterName(),
            advertisedAddress().map(Address::toString).orElse(""),
            config.serialization(),
            config.linkDictionaryMaxTerms(),
            Math.toIntExact(config.heartbeatInterval().toMillis()),
            config.security().clusterKey());
    return new Handshake(
        self,
        connection,
        random,
        link.provenNodeId(),
        config.security().tls().isPresent(),
        link.remote().toString());
  }

  /// A link has passed its handshake.
  void passed(Connection connection) {
    synchronized (lock) {
      strangers.remove(connection);
    }
  }

  /// A link of this node is closed, or could not be opened.
  void closed(Connection connection, IpcException why) {
    synchronized (lock) {
      strangers.remove(connection);
      Optional<Target> target = connection.dial().flatMap(Connection.Dial::target);
      if (target.isPresent() && connection.session().isEmpty()) {
        if (!isClosed && targets.get(target.get().address()) == target.get()) {
          failed(target.get(), connection.peerId(), why);
        }
        return;
      }
    }
    if (connection.dial().isEmpty() && !connection.isOpen() && !isAlreadyConnected(why)) {
      logSeldom(
          "stranger " + why.code() + hostOf(connection.remote()),
          "{}: turned away {}: {}",
          connection.remote(),
          IpcException.messageOf(why));
    }
  }

  private static String hostOf(String remote) {
    int colon = remote.lastIndexOf(':');
    return colon < 0 ? remote : remote.substring(0, colon);
  }

  // ---------------------------------------------------------------- which link is the session

  /// See [Handshake.Guard#consider].
  Optional<Refused> consider(Hello hello) {
    synchronized (lock) {
      Session known = sessions.get(hello.nodeId());
      if (hello.channel() == Channel.BULK) {
        return isBulkOf(known, hello.session(), hello.instanceId())
            ? Optional.empty()
            : Optional.of(noSession());
      }
      if (known == null) {
        return isFull() ? Optional.of(tooMany()) : Optional.empty();
      }
      boolean isSame = known.instanceId().equals(hello.instanceId());
      return isSame ? Optional.empty() : nameTaken(known);
    }
  }

  private boolean isFull() {
    long count = sessions.values().stream().filter(session -> !session.isDown()).count();
    return (count + 1) * LINKS_PER_SESSION > config.maxConnections();
  }

  private static boolean isAlive(Session session) {
    return session
            .silence()
            .compareTo(session.heartbeatInterval().multipliedBy(Node.HEARTBEATS_MISSED_MAX))
        <= 0;
  }

  private static boolean isBulkOf(@Nullable Session session, String sessionId, String instanceId) {
    return session != null
        && session.id().equals(sessionId)
        && session.instanceId().equals(instanceId)
        && session.lacks(Channel.BULK);
  }

  private static Refused noSession() {
    return refusal("NO_SESSION", "no session waits for this connection", Duration.ZERO);
  }

  private static Refused refusal(String code, String reason, Duration retryAfter) {
    return new Refused(code, reason, Optional.of(retryAfter.toMillis()));
  }

  /// See [Handshake.Guard#commit].
  ///
  /// @param lastSession the session that the other side says is over; empty if none
  Optional<Refused> commit(
      Connection connection, Handshake.Agreement agreement, boolean decides, String lastSession) {
    Session replaced;
    synchronized (lock) {
      if (isClosed) {
        return Optional.of(refusal("CLOSED", "this node is closing", Duration.ofSeconds(1)));
      }
      Session known = sessions.get(agreement.nodeId());
      if (agreement.channel() == Channel.BULK) {
        if (known == null || !isBulkOf(known, agreement.session(), agreement.instanceId())) {
          return Optional.of(noSession());
        }
        connection.setSession(known);
        return Optional.empty();
      }
      boolean isSame = known != null && known.instanceId().equals(agreement.instanceId());
      boolean isOver = known != null && !lastSession.isEmpty() && known.id().equals(lastSession);
      if (decides && isSame && !isOver) {
        return Optional.of(
            refusal(
                "ALREADY_CONNECTED",
                "'%s' and '%s' are connected already".formatted(node.id(), agreement.nodeId()),
                Duration.ZERO));
      }
      Optional<Refused> objection = objection(connection, known, isSame);
      if (objection.isPresent()) {
        return objection;
      }
      replaced = known;
      var session =
          new Session(node, this, agreement, connection.dial().flatMap(Connection.Dial::target));
      sessions.put(agreement.nodeId(), session);
      connection.setSession(session);
      timers().schedule(config.connectionTimeout(), () -> giveUpOpening(session));
    }
    if (replaced != null) {
      replaced.lose("the peer opened a new session");
    }
    return Optional.empty();
  }

  /// What was considered when the other side said hello, once more: it may have changed since, and
  /// of whom this node dials it has not been asked.
  private Optional<Refused> objection(
      Connection connection, @Nullable Session known, boolean isSame) {
    Optional<Target> target = connection.dial().flatMap(Connection.Dial::target);
    if (target.isPresent() && targets.get(target.get().address()) != target.get()) {
      return Optional.of(
          refusal("WITHDRAWN", "this node has disconnected meanwhile", Duration.ZERO));
    }
    if (known == null) {
      return isFull() ? Optional.of(tooMany()) : Optional.empty();
    }
    return isSame ? Optional.empty() : nameTaken(known);
  }

  private Refused tooMany() {
    return refusal("TOO_MANY", IpcException.messageOf(tooManyConnections()), Duration.ofSeconds(1));
  }

  /// Refuses another instance of a peer while the known one is alive.
  private static Optional<Refused> nameTaken(Session known) {
    if (!known.isUp() || !isAlive(known)) {
      return Optional.empty();
    }
    return Optional.of(
        refusal(
            "NAME_TAKEN",
            "a node called '%s' is connected already; if it is gone, try again later"
                .formatted(known.peerId()),
            known.heartbeatInterval()));
  }

  private void giveUpOpening(Session session) {
    if (!session.isUp()) {
      session.lose("its second connection did not come");
    }
  }

  // ---------------------------------------------------------------- sessions that begin and end

  void sessionUp(Session session) {
    Address local = session.localAddress();
    synchronized (lock) {
      if (!session.begin()) {
        return;
      }
      // First: whoever adds a listener after `connect` has returned is not told of that session.
      // And under the lock, so that listeners hear of beginnings and ends as they come.
      node.tellUp(session.info());
      if (advertised.isEmpty()
          && local instanceof Address.Inet(String host, int _)
          && listening.orElse(null) instanceof Address.Inet(String _, int port)) {
        advertised = Optional.of(new Address.Inet(host, port));
      }
      for (Target target : targets.values()) {
        boolean isDialed = session.target().equals(Optional.of(target));
        if (isDialed || target.leadsTo(session.peerId())) {
          reached(target, session);
        }
      }
    }
  }

  /// Ends a session.
  ///
  /// @return false if it was over already
  boolean sessionDown(Session session, String reason) {
    synchronized (lock) {
      Session.State before = session.finish(reason);
      if (before == Session.State.DOWN) {
        return false;
      }
      boolean wasUp = before == Session.State.UP;
      sessions.remove(session.peerId(), session);
      for (Target target : List.copyOf(targets.values())) {
        boolean isDialed = session.target().equals(Optional.of(target));
        boolean isAwaited = target.leadsTo(session.peerId()) && target.awaitsSession();
        if (!isDialed && !wasUp && isAwaited) {
          redial(target);
        } else if (isDialed || (wasUp && target.leadsTo(session.peerId()))) {
          target.setLost(session.id());
          failed(
              target,
              Optional.of(session.peerId()),
              new IpcException(IpcException.Code.SESSION_LOST, reason));
        }
      }
      if (wasUp) {
        node.tellDown(session.info(), reason);
      }
      return true;
    }
  }

  private void logSeldom(String kind, String format, Object first, Object second) {
    logLimiter
        .note(kind, timers().nanoTime())
        .ifPresent(
            heldBack -> {
              String more = heldBack == 0 ? "" : " (and " + heldBack + " more like this)";
              log.warn(format + "{}", node.id(), first, second, more);
            });
  }

  /// Takes no new sessions and dials nobody any more.
  ///
  /// @return done when everything that was sent has been given to the links; false if this was so
  ///   already
  Optional<CompletableFuture<?>> close() {
    List<Target> given;
    synchronized (lock) {
      if (isClosed) {
        return Optional.empty();
      }
      isClosed = true;
      targets.values().forEach(Target::cancelTimer);
      given = List.copyOf(targets.values());
      targets.clear();
    }
    given.forEach(target -> target.reached().completeExceptionally(node.closed()));
    List<CompletableFuture<?>> leaving = new ArrayList<>();
    for (Session session : List.copyOf(sessions.values())) {
      leaving.add(session.leave());
    }
    return Optional.of(CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new)));
  }
}
