package cwm.ipc.transport;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Links within one process: names instead of addresses, queues instead of sockets.
///
/// Without Netty, whose local channels keep what a reader has not taken without a bound. A frame is
/// handed over as it is, without a copy, if it fills its array.
final class MemoryTransport implements Transport {
  private static final Logger log = LoggerFactory.getLogger(MemoryTransport.class);

  /// Who listens in this process, by name.
  private static final ConcurrentMap<String, Listener> LISTENERS = new ConcurrentHashMap<>();

  /// Numbers the connecting ends, which have no name of their own.
  private static final AtomicLong ENDS = new AtomicLong();

  private record Listener(Address.Memory address, MemoryTransport transport, Acceptor acceptor) {}

  private final OpenLinks links = new OpenLinks(TransportType.MEMORY);
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Set<Thread> ownThreads = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;
  private final ThreadTimers timers;

  MemoryTransport(String nodeId) {
    var factory = NettyTransport.threads(nodeId + "-memory-");
    threads =
        Executors.newFixedThreadPool(
            NettyTransport.loopCount(),
            task -> {
              Thread thread = factory.newThread(task);
              ownThreads.add(thread);
              return thread;
            });
    timers = new ThreadTimers(NettyTransport.threads(nodeId + "-memory-timer-"));
  }

  @Override
  public TransportType type() {
    return TransportType.MEMORY;
  }

  @Override
  public Timers timers() {
    return timers;
  }

  @Override
  public Address listen(Address address, Acceptor acceptor) {
    if (!(address instanceof Address.Memory name)) {
      throw wrongAddress(address);
    }
    links.requireOpen();
    Listener listener = new Listener(name, this, acceptor);
    if (LISTENERS.putIfAbsent(name.name(), listener) != null) {
      throw Failures.inUse(address, new IllegalStateException("the name is taken"));
    }
    listeners.add(listener);
    if (links.isClosed()) { // meanwhile
      LISTENERS.remove(name.name(), listener);
    }
    return address;
  }

  @Override
  public void connect(Address address, Duration timeout, LinkHandler handler) {
    Address local = new Address.Memory("end-" + ENDS.incrementAndGet());
    MemoryLink link = new MemoryLink(handler, threads, local, address, "link to " + address);
    links.add(link);
    Timers.Timer limit =
        timers.schedule(timeout, () -> link.giveUpOpening(Failures.timeout(address, timeout)));
    var _ = link.done().thenRun(limit::cancel);
    if (!(address instanceof Address.Memory(var name))) {
      link.abort(wrongAddress(address));
      return;
    }
    Listener listener = LISTENERS.get(name);
    if (listener == null) {
      link.abort(nobodyListens(address));
      return;
    }
    try {
      listener.transport.threads.execute(() -> listener.transport.accept(link, listener));
    } catch (RejectedExecutionException _) {
      link.abort(nobodyListens(address));
    }
  }

  private void accept(MemoryLink client, Listener listener) {
    LinkHandler handler;
    try {
      handler = listener.acceptor.accept();
    } catch (Throwable thrown) {
      log.error("{} found nobody to accept it", client, thrown);
      client.abort(
          new IpcException(Code.UNREACHABLE, client + " was closed at once by the other side"));
      return;
    }
    MemoryLink server =
        new MemoryLink(
            handler, threads, listener.address, client.local(), "link from " + client.local());
    links.add(server);
    MemoryLink.join(client, server);
  }

  private static IpcException nobodyListens(Address address) {
    return new IpcException(
        Code.UNREACHABLE, "nobody in this process listens at " + address + "; check the name");
  }

  private static IpcException wrongAddress(Address address) {
    return new IpcException(
        Code.BAD_ADDRESS,
        "transport memory cannot use the address "
            + address
            + "; write memory:name, or set [ipc] transport to another");
  }

  @Override
  public void close() {
    if (ownThreads.contains(Thread.currentThread())) {
      throw new IllegalStateException("a link's handler cannot wait for the end of all links");
    }
    links.refuse();
    listeners.forEach(listener -> LISTENERS.remove(listener.address.name(), listener));
    links.close();
    threads.close();
    timers.close();
  }
}
