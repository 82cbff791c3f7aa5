package cwm.ipc.transport;

import cwm.ipc.IpcException;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the transports over Netty have in common: threads, the links that are open, and the end of
/// both.
abstract class NettyTransport implements Transport {
  private static final Logger log = LoggerFactory.getLogger(NettyTransport.class);

  private static final int LOOP_SECONDS_MAX = 5;

  /// Names that are looked up at a time; a lookup may hang for long.
  private static final int LOOKUPS_MAX = 4;

  private final TransportType type;
  private final TransportLimits limits;
  private final boolean linksNeedListener;
  private final EventLoopGroup loops;
  private final ThreadTimers timers;
  private final ExecutorService lookups;
  private final OpenLinks links;
  private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();

  /// @param linksNeedListener whether accepted links live on the listening socket, as QUIC's do
  NettyTransport(
      TransportType type,
      String nodeId,
      int loopCount,
      IoHandlerFactory io,
      TransportLimits limits,
      boolean linksNeedListener) {
    this.type = type;
    this.limits = limits;
    this.linksNeedListener = linksNeedListener;
    links = new OpenLinks(type);
    String prefix = nodeId + "-" + type.configName() + "-";
    loops = new MultiThreadIoEventLoopGroup(loopCount, threads(prefix + "loop-"), io);
    timers = new ThreadTimers(threads(prefix + "timer-"));
    lookups = Executors.newFixedThreadPool(LOOKUPS_MAX, threads(prefix + "lookup-"));
  }

  /// One thread per core up to four: a loop only moves bytes.
  static int loopCount() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  }

  static ThreadFactory threads(String prefix) {
    return Thread.ofPlatform().daemon().name(prefix, 0).factory();
  }

  /// Runs `task` on `loop`, or never if the transport is closed.
  static void execute(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException rejected) {
      log.debug("{} is closed", loop, rejected);
    }
  }

  @Override
  public final TransportType type() {
    return type;
  }

  @Override
  public final Timers timers() {
    return timers;
  }

  EventLoopGroup loops() {
    return loops;
  }

  /// Keeps what listens until the end.
  void register(Channel listener) {
    listeners.add(listener);
    listener.closeFuture().addListener(_ -> listeners.remove(listener));
    if (links.isClosed()) { // meanwhile
      listener.close().syncUninterruptibly();
    }
  }

  OpenLinks links() {
    return links;
  }

  TransportLimits limits() {
    return limits;
  }

  NettyLink newLink(EventLoop loop, LinkHandler handler, String name) {
    return new NettyLink(loop, handler, name, limits.linger().toMillis());
  }

  /// Begins with a link whose address is checked: connects it, or fails it. On its loop.
  abstract void connect(NettyLink link, Address address, Duration timeout);

  @Override
  public final void connect(Address address, Duration timeout, LinkHandler handler) {
    NettyLink link = newLink(loops.next(), handler, "link to " + address);
    links.add(link);
    try {
      link.loop().execute(() -> begin(link, address, timeout));
    } catch (RejectedExecutionException _) {
      // There is no thread of the transport any more, and the caller may hold locks.
      Thread.ofVirtual().start(() -> link.fail(links.closed()));
    }
  }

  private void begin(NettyLink link, Address address, Duration timeout) {
    limitOpening(link, timeout, Failures.timeout(address, timeout));
    connect(link, address, timeout);
  }

  /// On the link's loop: fails it if it is not open in time.
  static void limitOpening(NettyLink link, Duration timeout, IpcException failure) {
    var limit =
        link.loop()
            .schedule(
                () -> {
                  if (link.isOpening()) {
                    link.fail(failure);
                  }
                },
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    var _ = link.done().thenRun(() -> limit.cancel(false));
  }

  /// Goes on with the IP addresses of a host, on the link's loop but without blocking it; fails the
  /// link if there are none.
  void lookUp(
      NettyLink link,
      Address.Inet address,
      Duration timeout,
      Consumer<List<InetSocketAddress>> next) {
    try {
      InetAddress literal = InetAddress.ofLiteral(address.host());
      next.accept(List.of(new InetSocketAddress(literal, address.port())));
    } catch (IllegalArgumentException _) { // a name
      try {
        lookups.execute(() -> lookUpBlocking(link, address, timeout, next));
      } catch (RejectedExecutionException _) {
        link.fail(links.closed());
      }
    }
  }

  private static void lookUpBlocking(
      NettyLink link,
      Address.Inet address,
      Duration timeout,
      Consumer<List<InetSocketAddress>> next) {
    try {
      List<InetSocketAddress> found = new ArrayList<>();
      for (InetAddress ip : InetAddress.getAllByName(address.host())) {
        found.add(new InetSocketAddress(ip, address.port()));
      }
      execute(link.loop(), () -> next.accept(found));
    } catch (UnknownHostException e) {
      execute(link.loop(), () -> link.fail(Failures.connecting(address, timeout, e)));
    }
  }

  /// The one address of a host to listen at; may block.
  static InetSocketAddress listenAddress(Address.Inet address) {
    InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
    if (resolved.isUnresolved()) {
      throw Failures.listening(address, new UnknownHostException("no host of this name is known"));
    }
    return resolved;
  }

  static Address.Inet inet(InetSocketAddress address) {
    return new Address.Inet(address.getAddress().getHostAddress(), address.getPort());
  }

  IpcException wrongAddress(Address address, String wanted) {
    return new IpcException(
        IpcException.Code.BAD_ADDRESS,
        "transport "
            + type.configName()
            + " cannot use the address "
            + address
            + "; write "
            + wanted
            + ", or set [ipc] transport to another");
  }

  @Override
  public final void close() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        throw new IllegalStateException("a link's handler cannot wait for the end of all links");
      }
    }
    links.refuse();
    if (!linksNeedListener) {
      closeListeners();
    }
    links.close();
    closeListeners();
    loops.shutdownGracefully(0, LOOP_SECONDS_MAX, TimeUnit.SECONDS).syncUninterruptibly();
    lookups.shutdownNow(); // a lookup that hangs cannot be stopped, but is on a daemon thread
    timers.close();
  }

  private void closeListeners() {
    for (Channel listener : listeners) {
      listener.close().syncUninterruptibly();
    }
  }

  /// Asks for a handler; there is none where the acceptor fails or the transport closes.
  Optional<LinkHandler> accept(Acceptor acceptor, Object from) {
    try {
      return links.isClosed() ? Optional.empty() : Optional.of(acceptor.accept());
    } catch (Throwable thrown) {
      log.error("the link from {} found nobody to accept it", from, thrown);
      return Optional.empty();
    }
  }
}
