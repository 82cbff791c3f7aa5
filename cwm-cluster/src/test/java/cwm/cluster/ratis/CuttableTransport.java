package cwm.cluster.ratis;

import cwm.ipc.IpcException;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.Link;
import cwm.ipc.transport.LinkHandler;
import cwm.ipc.transport.Timers;
import cwm.ipc.transport.Transport;
import cwm.ipc.transport.TransportType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// A transport over a network that can be cut: nothing comes through, both ways, until it is
/// healed, and then all of it, as with TCP. Cuts work on the side that opened the link.
final class CuttableTransport implements Transport {
  /// Which addresses are cut off, for all transports of one test.
  static final class Cuts {
    private final Set<Address> addresses = ConcurrentHashMap.newKeySet();
    private final Set<CuttableLink> links = ConcurrentHashMap.newKeySet();

    void cut(Address address) {
      addresses.add(address);
    }

    void heal(Address address) {
      addresses.remove(address);
      links.forEach(CuttableLink::flush);
    }

    private boolean isCut(Address one, Address other) {
      return addresses.contains(one) || addresses.contains(other);
    }
  }

  private final Transport transport;
  private final Address self;
  private final Cuts cuts;

  CuttableTransport(Transport transport, Address self, Cuts cuts) {
    this.transport = transport;
    this.self = self;
    this.cuts = cuts;
  }

  @Override
  public TransportType type() {
    return transport.type();
  }

  @Override
  public Address listen(Address address, Acceptor acceptor) {
    return transport.listen(address, acceptor);
  }

  @Override
  public void connect(Address address, Duration timeout, LinkHandler handler) {
    if (cuts.isCut(self, address)) {
      var why = new IpcException(IpcException.Code.UNREACHABLE, address + " is cut off");
      var _ = timers().schedule(timeout, () -> handler.closed(Optional.of(why)));
    } else {
      var link = new CuttableLink(handler, address);
      transport.connect(address, timeout, link);
    }
  }

  @Override
  public Timers timers() {
    return transport.timers();
  }

  @Override
  public void close() {
    transport.close();
  }

  /// Stands between a link and its handler, and holds back what goes either way while it is cut.
  private final class CuttableLink implements Link, LinkHandler {
    private final LinkHandler handler;
    private final Gate in;
    private final Gate out;
    private volatile Optional<Link> link = Optional.empty();

    CuttableLink(LinkHandler handler, Address address) {
      this.handler = handler;
      in = new Gate(() -> cuts.isCut(self, address));
      out = new Gate(() -> cuts.isCut(self, address));
      cuts.links.add(this);
    }

    void flush() {
      in.flush();
      out.flush();
    }

    private Link link() {
      return link.orElseThrow();
    }

    @Override
    public void opened(Link opened) {
      link = Optional.of(opened);
      in.pass(() -> handler.opened(this));
    }

    @Override
    public void received(Link from, byte[] frame) {
      in.pass(() -> handler.received(this, frame));
    }

    @Override
    public void writable(Link to) {
      in.pass(() -> handler.writable(this));
    }

    @Override
    public void closed(Optional<Throwable> failure) {
      in.pass(
          () -> {
            cuts.links.remove(this);
            handler.closed(failure);
          });
    }

    @Override
    public Address local() {
      return link().local();
    }

    @Override
    public Address remote() {
      return link().remote();
    }

    @Override
    public Optional<String> provenNodeId() {
      return link().provenNodeId();
    }

    @Override
    public void send(byte[] frame, int length) {
      out.pass(() -> link().send(frame, length));
    }

    @Override
    public boolean isWritable() {
      return link().isWritable();
    }

    @Override
    public void setReading(boolean reading) {
      link().setReading(reading);
    }

    /// The end of a link that this side closes is known here at once; the other side hears of it
    /// only when there is a way again.
    @Override
    public void close() {
      in.dropWhatIsHeld();
      out.dropWhatIsHeld();
      link().close();
    }
  }

  /// One direction of a link: lets tasks through one at a time and in order, or holds them back. It
  /// runs them on whatever thread comes, with no lock held, since they take others' locks.
  private static final class Gate {
    private final BooleanSupplier isCut;

    // Guarded by this.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean isRunning;

    Gate(BooleanSupplier isCut) {
      this.isCut = isCut;
    }

    void pass(Runnable task) {
      synchronized (this) {
        waiting.add(task);
      }
      flush();
    }

    void flush() {
      for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
        try {
          task.get().run();
        } finally {
          synchronized (this) {
            isRunning = false;
          }
        }
      }
    }

    private synchronized Optional<Runnable> next() {
      if (isRunning || waiting.isEmpty() || isCut.getAsBoolean()) {
        return Optional.empty();
      }
      isRunning = true;
      return Optional.of(waiting.remove());
    }

    synchronized void dropWhatIsHeld() {
      if (isCut.getAsBoolean()) {
        waiting.clear();
      }
    }
  }
}
