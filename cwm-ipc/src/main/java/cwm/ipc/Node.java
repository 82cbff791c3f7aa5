package cwm.ipc;

import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.Timers;
import cwm.ipc.transport.Transport;
import cwm.ipc.transport.Transports;
import cwm.rdf.store.TermDictionary;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node: listens, connects to peers, and exchanges [IpcMessage]s with them.
///
/// ```java
/// try (Node node = Node.start(NodeConfig.builder("node-1").listenAddress("127.0.0.1:9000").build())) {
///   String peer = node.connect("192.168.1.11:9000");
///   node.send(peer, new IpcMessage.Ping(node.id(), System.currentTimeMillis()));
/// }
/// ```
///
/// With each peer there is at most one *session*: messages of one [Channel] arrive in order and at
/// most once, and a loss is reported to [PeerListener]s and to pending requests, never silent. An
/// address that [#connect] has reached is dialed again after a loss, until [#disconnect]; what was
/// lost is not repeated, that is for the layers above.
///
/// What comes goes to the handler of its type ([#on]), or else waits for [#receive]. Pings and
/// heartbeats are answered and used by the node itself. A queue stands at every place where one
/// side may be faster, each of about a megabyte: a node that does not take what it is sent makes
/// its peers' [#send] wait, for its channel only. Handlers of a peer's messages of one channel run
/// one at a time, also those of a session that is lost and of the next.
///
/// Any thread may call.
public final class Node implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  /// A peer that has missed more heartbeats than this in a row counts as lost; by what interval
  /// they are counted says [Session#heartbeatInterval].
  static final int HEARTBEATS_MISSED_MAX = 3;

  private final NodeConfig config;
  private final Transport transport;
  private final TermDictionary dictionary;
  private final Executor handlers;
  private final OrderedTasks ordered;
  private final Peers peers;
  private final Optional<Address> address;
  private final long startMillis;

  private final Map<Class<? extends IpcMessage>, MessageHandler<?>> messageHandlers =
      new ConcurrentHashMap<>();
  private final List<PeerListener> peerListeners = new CopyOnWriteArrayList<>();
  private final SerialExecutor peerEvents;

  /// Inboxes that hold something; nothing instead of one says that the node is closed.
  private final LinkedBlockingQueue<Optional<Inbound>> inboxes = new LinkedBlockingQueue<>();

  private final Map<Class<? extends IpcMessage>, Counts> countsByType = new ConcurrentHashMap<>();

  // Held for reading by whoever runs a handler or a listener, so that close can wait for them.
  private final ReentrantReadWriteLock userCode = new ReentrantReadWriteLock();
  private volatile boolean isShut;

  // Guarded by this.
  private Timers.@Nullable Timer heartbeatTimer;
  private boolean isClosed;

  private Node(NodeConfig config, Environment environment, boolean listens) {
    this.config = config;
    transport = environment.transport();
    dictionary = environment.dictionary();
    handlers = environment.handlers();
    ordered = new OrderedTasks(handlers);
    startMillis = transport.timers().currentMillis();
    peerEvents = new SerialExecutor(handlers);
    peers = new Peers(this, transport, environment.random(), listens);
    address =
        listens
            ? Optional.of(
                transport.listen(
                    config.listenAddress(), () -> new Connection(this, peers, Optional.empty())))
            : Optional.empty();
  }

  /// Starts a node with a dictionary of its own.
  ///
  /// @throws IpcException `ADDRESS_IN_USE`, `BAD_ADDRESS`, `BAD_CREDENTIALS`
  public static Node start(NodeConfig config) {
    return start(config, new TermDictionary());
  }

  /// Starts a node.
  ///
  /// @param dictionary whose ids triples have in messages received
  /// @throws IpcException `ADDRESS_IN_USE`, `BAD_ADDRESS`, `BAD_CREDENTIALS`
  public static Node start(NodeConfig config, TermDictionary dictionary) {
    return start(config, dictionary, true);
  }

  /// Starts a node that listens nowhere: it connects to others, and nobody to it. For tools, which
  /// others know by their names ([PeerInfo#isTool]).
  ///
  /// @throws IllegalArgumentException if the node id is not that of a tool
  /// @throws IpcException `BAD_CREDENTIALS`
  public static Node startClient(NodeConfig config) {
    return startClient(config, new TermDictionary());
  }

  /// The same.
  ///
  /// @param dictionary whose ids triples have in messages received, and best also in those sent
  public static Node startClient(NodeConfig config, TermDictionary dictionary) {
    if (!NodeConfig.isTool(config.nodeId())) {
      throw new IllegalArgumentException(
          "node id '%s' of a client; add ~ and the tool's name".formatted(config.nodeId()));
    }
    return start(config, dictionary, false);
  }

  private static Node start(NodeConfig config, TermDictionary dictionary, boolean listens) {
    Transport transport =
        Transports.open(
            config.transport(), NodeConfig.certifiedId(config.nodeId()), config.security());
    Executor handlers = task -> Thread.ofVirtual().name("cwm-ipc-" + config.nodeId()).start(task);
    var environment = new Environment(transport, dictionary, handlers, new SecureRandom());
    try {
      return start(config, environment, listens);
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /// Starts a node in a world of the caller's making.
  ///
  /// @throws IpcException `ADDRESS_IN_USE`, `BAD_ADDRESS`
  public static Node start(NodeConfig config, Environment environment) {
    return start(config, environment, true);
  }

  private static Node start(NodeConfig config, Environment environment, boolean listens) {
    var node = new Node(config, environment, listens);
    node.open();
    return node;
  }

  private void open() {
    address.ifPresent(this::announce);
    scheduleHeartbeat();
  }

  private void announce(Address where) {
    peers.setListening(where);
    if (config.security().isNone() && !isPrivate(where)) {
      log.warn(
          "{}: listens on {} and lets everybody in who reaches it; set [security] cluster_key, or"
              + " make certificates with `cwm cert`",
          id(),
          where);
    }
    log.info("{}: listens on {}", id(), where);
  }

  private static boolean isPrivate(Address address) {
    return !(address instanceof Address.Inet inet) || inet.isLoopback();
  }

  // ---------------------------------------------------------------- who and where

  /// This node's id.
  public String id() {
    return config.nodeId();
  }

  public NodeConfig config() {
    return config;
  }

  /// Where it listens; the port is real even where the configuration says 0.
  ///
  /// @throws IllegalStateException if it does not listen
  public Address address() {
    return address.orElseThrow(() -> new IllegalStateException(id() + " does not listen"));
  }

  /// Where others reach it: as configured, else the listen address if that is of one interface,
  /// else the local end of the first session; nothing before that.
  public Optional<Address> advertisedAddress() {
    return peers.advertisedAddress();
  }

  /// The dictionary whose ids triples have in messages received.
  public TermDictionary dictionary() {
    return dictionary;
  }

  /// The clock and alarms this node goes by.
  public Timers timers() {
    return transport.timers();
  }

  /// Runs what may block, as [Environment#handlers] does.
  public Executor handlers() {
    return handlers;
  }

  /// The peers with which there is a session, by node id.
  public List<PeerInfo> peers() {
    return peers.upSessions().stream().map(Session::info).toList();
  }

  /// What is known of a peer, if there is a session.
  public Optional<PeerInfo> peer(String peerId) {
    return peers.session(peerId).filter(Session::isUp).map(Session::info);
  }

  /// How long nothing has been heard of a peer; nothing if there is no session.
  public Optional<Duration> silence(String peerId) {
    return peers.session(peerId).filter(Session::isUp).map(Session::silence);
  }

  // ---------------------------------------------------------------- connecting

  /// Connects to whoever listens at an address, and keeps the connection: see [Node].
  ///
  /// @param address as [Address#parse] reads it
  /// @return the peer's node id
  /// @throws IpcException `BAD_ADDRESS`, `UNREACHABLE`, `TIMEOUT`, `BAD_CREDENTIALS`, or a
  ///   [RefusedException]; then nothing is tried again
  public String connect(String address) {
    return Waits.join(connectAsync(Address.parse(address)));
  }

  /// Like [#connect], without waiting.
  public CompletableFuture<String> connectAsync(Address address) {
    return peers.connectAsync(address);
  }

  /// Ends the session with a peer and stops dialing it. What was sent before still goes out; what
  /// is sent afterwards fails with `SESSION_LOST` or `UNKNOWN_PEER`. Does not wait for the end.
  public void disconnect(String peerId) {
    peers.disconnect(peerId);
  }

  // ---------------------------------------------------------------- sending

  /// Sends a message. Waits while the peer's queue is full.
  ///
  /// @throws IpcException `UNKNOWN_PEER`, `SESSION_LOST`, `TOO_LARGE`
  public void send(String peerId, IpcMessage message) {
    Waits.join(sendAsync(peerId, message));
  }

  /// Like [#send], without waiting: the future is done when there is room. Whoever sends much waits
  /// for it before going on, or what waits fills the memory.
  public CompletableFuture<@Nullable Void> sendAsync(String peerId, IpcMessage message) {
    return peers
        .session(peerId)
        .map(session -> session.send(message))
        .orElseGet(() -> CompletableFuture.failedFuture(unknown(peerId)));
  }

  /// Sends a message and promises the answer, which [Received#reply] of the other side gives.
  ///
  /// The future fails with `TIMEOUT`, `SESSION_LOST`, `UNKNOWN_PEER`, `TOO_LARGE` or
  /// `REQUEST_FAILED`, the last with the peer's reason. What hangs on it runs on the thread that
  /// reads the peer's answers: it must not wait for another answer.
  public CompletableFuture<IpcMessage> request(
      String peerId, IpcMessage message, Duration timeout) {
    return peers
        .session(peerId)
        .map(session -> session.request(message, timeout))
        .orElseGet(() -> CompletableFuture.failedFuture(unknown(peerId)));
  }

  private IpcException unknown(String peerId) {
    return new IpcException(
        IpcException.Code.UNKNOWN_PEER,
        "node '%s' has no session with '%s'; connect to its address first".formatted(id(), peerId));
  }

  // ---------------------------------------------------------------- receiving

  /// Has `handler` take all messages of a type, in place of [#receive].
  public <M extends IpcMessage> void on(Class<M> type, MessageHandler<M> handler) {
    messageHandlers.put(type, handler);
  }

  /// Has `listener` told of sessions that begin and end from now on.
  public void addPeerListener(PeerListener listener) {
    peerListeners.add(listener);
  }

  /// The next message that no handler takes. Waits for it; peers take turns.
  ///
  /// @throws IpcException `CLOSED`, also while waiting
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Received<?> receive() throws InterruptedException {
    while (true) {
      Optional<Received<?>> next = takeFrom(inboxes.take());
      if (next.isPresent()) {
        return next.get();
      }
    }
  }

  /// Like [#receive], but gives up after `timeout`.
  ///
  /// @throws IpcException `CLOSED`
  /// @throws InterruptedException if the thread is interrupted meanwhile
  public Optional<Received<?>> receive(Duration timeout) throws InterruptedException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<Inbound> inbox = inboxes.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (inbox == null) {
        return Optional.empty();
      }
      Optional<Received<?>> next = takeFrom(inbox);
      if (next.isPresent()) {
        return next;
      }
    }
  }

  private Optional<Received<?>> takeFrom(Optional<Inbound> inbox) {
    if (inbox.isEmpty()) {
      inboxes.add(inbox); // for whoever else waits
      throw closed();
    }
    return inbox.get().take();
  }

  void ready(Inbound inbox) {
    inboxes.add(Optional.of(inbox));
  }

  /// Gives a message to its handler; drops it if the node is closed.
  ///
  /// @return whether there is one
  boolean dispatch(Received<?> received) {
    MessageHandler<?> handler = messageHandlers.get(received.message().getClass());
    if (handler == null) {
      return false;
    }
    userCode.readLock().lock();
    try {
      if (!isShut) {
        handle(handler, received);
      }
    } catch (Throwable e) { // errors too: what comes next in this lane is not to blame
      boolean _ = Thread.interrupted(); // nor is it to find the thread interrupted
      log.warn("{}: handling {} failed", id(), received, e);
      received.replyQuietly(new IpcMessage.ErrorReply("HANDLER_FAILED", IpcException.messageOf(e)));
    } finally {
      userCode.readLock().unlock();
    }
    return true;
  }

  @SuppressWarnings("unchecked") // `on` has put handler and type together
  private static <M extends IpcMessage> void handle(MessageHandler<M> handler, Received<?> received)
      throws Exception {
    handler.handle((Received<M>) received);
  }

  // ---------------------------------------------------------------- statistics

  /// What this node has done since its start.
  public NodeStats stats() {
    var total = new Counts();
    countsByType.values().forEach(total::add);
    List<Session> up = peers.upSessions();
    int pending = up.stream().mapToInt(Session::pendingCount).sum();
    long uptimeMillis = timers().currentMillis() - startMillis;
    return total.with(
        up.size() * Peers.LINKS_PER_SESSION,
        pending,
        TimeUnit.MILLISECONDS.toSeconds(uptimeMillis));
  }

  /// The same for each peer with which there is a session, since its beginning.
  public Map<String, NodeStats> statsByPeer() {
    Map<String, NodeStats> stats = new TreeMap<>();
    peers.upSessions().forEach(session -> stats.put(session.peerId(), session.stats()));
    return stats;
  }

  /// Messages and bytes by message type, such as `TripleData`; what is not counted by type is 0.
  public Map<String, NodeStats> statsByMessageType() {
    Map<String, NodeStats> stats = new TreeMap<>();
    countsByType.forEach((type, counts) -> stats.put(type.getSimpleName(), counts.with(0, 0, 0)));
    return stats;
  }

  Counts counts(IpcMessage message) {
    return countsByType.computeIfAbsent(message.getClass(), _ -> new Counts());
  }

  // ---------------------------------------------------------------- heartbeats

  private void scheduleHeartbeat() {
    synchronized (this) {
      if (!isClosed) {
        heartbeatTimer = timers().schedule(config.heartbeatInterval(), this::heartbeat);
      }
    }
  }

  private void heartbeat() {
    try {
      var heartbeat = new IpcMessage.Heartbeat(id(), timers().currentMillis(), stats());
      for (Session session : peers.upSessions()) {
        if (session.countMissed() > HEARTBEATS_MISSED_MAX) {
          session.lose("nothing heard for %d ms".formatted(session.silence().toMillis()));
        } else {
          session.heartbeat(heartbeat);
        }
      }
    } finally {
      scheduleHeartbeat();
    }
  }

  // ---------------------------------------------------------------- for connections and sessions

  OrderedTasks ordered() {
    return ordered;
  }

  void tellUp(PeerInfo peer) {
    log.info("{}: session with {} is open ({})", id(), peer.nodeId(), peer.format().configName());
    tellListeners(listener -> listener.peerUp(peer));
  }

  void tellDown(PeerInfo peer, String reason) {
    log.info("{}: session with {} is over: {}", id(), peer.nodeId(), reason);
    tellListeners(listener -> listener.peerDown(peer, reason));
  }

  private void tellListeners(Consumer<PeerListener> event) {
    for (PeerListener listener : peerListeners) {
      peerEvents.execute(
          () -> {
            userCode.readLock().lock();
            try {
              event.accept(listener);
            } catch (Throwable e) { // errors too: later events are for others as well
              log.warn("{}: a peer listener failed", id(), e);
            } finally {
              userCode.readLock().unlock();
            }
          });
    }
  }

  IpcException closed() {
    return new IpcException(IpcException.Code.CLOSED, "node '" + id() + "' is closed");
  }

  // ---------------------------------------------------------------- the end

  /// Sends what waits, says goodbye to all peers, gives everything back and waits for handlers that
  /// run. Blocks until that is done: for sending, and then for handlers, at most as long as a
  /// connection may take to open each.
  ///
  /// No handler begins after this has returned, and none still runs, unless it took too long or
  /// this was called by a handler or a listener, which are not waited for then. Listeners may still
  /// be told of the sessions that have ended.
  @Override
  public void close() {
    Optional<CompletableFuture<?>> leaving = peers.close();
    if (leaving.isEmpty()) {
      return;
    }
    synchronized (this) {
      isClosed = true;
      if (heartbeatTimer != null) {
        heartbeatTimer.cancel();
      }
    }
    try {
      leaving.get().get(config.connectionTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("{}: closed before everything was sent: {}", id(), IpcException.messageOf(e));
    }
    transport.close();
    inboxes.add(Optional.empty());
    awaitHandlers();
    log.info("{}: closed", id());
  }

  private void awaitHandlers() {
    isShut = true;
    if (userCode.getReadHoldCount() > 0) {
      return; // this thread's own handler would wait for itself
    }
    try {
      if (userCode
          .writeLock()
          .tryLock(config.connectionTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        userCode.writeLock().unlock();
      } else {
        log.warn("{}: closed while a handler of messages still runs", id());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
