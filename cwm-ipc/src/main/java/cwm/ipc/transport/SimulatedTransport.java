package cwm.ipc.transport;

import cwm.ipc.IpcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A host of a [SimulatedNetwork]: its transport, its clock, its threads.
public final class SimulatedTransport implements Transport {
  private final SimulatedNetwork network;
  private final String name;
  private final Timers timers = new VirtualTimers();
  private final Set<SimulatedLink> links = new LinkedHashSet<>();
  private @Nullable Acceptor acceptor;
  private boolean isRunning = true;
  private boolean isPaused;
  private final List<SimulatedNetwork.Event> held = new ArrayList<>();
  private int linkCount;

  SimulatedTransport(SimulatedNetwork network, String name) {
    this.network = network;
    this.name = name;
  }

  /// The host's name, which it shares with hosts before and after it in the same place.
  public String name() {
    return name;
  }

  /// Whether it has neither crashed nor been closed.
  public boolean isRunning() {
    return isRunning;
  }

  SimulatedNetwork network() {
    return network;
  }

  /// Runs each task as an event of its own, at the time it is at.
  public Executor executor() {
    return task -> network.schedule(this, Duration.ZERO, task);
  }

  /// Ends the host as `kill -9` ends a process.
  public void crash() {
    List<SimulatedLink> open = List.copyOf(links);
    stop();
    open.forEach(SimulatedLink::cutOff);
  }

  /// Has the host stand still as `kill -STOP` does a process: its clock goes on, and nothing
  /// happens on it until [#resume].
  public void pause() {
    isPaused = true;
  }

  /// Ends a [#pause]: all happens now that would have meanwhile.
  public void resume() {
    isPaused = false;
    network.resume(held);
    held.clear();
  }

  /// Whether it stands still.
  public boolean isPaused() {
    return isPaused;
  }

  void hold(SimulatedNetwork.Event event) {
    held.add(event);
  }

  void release(SimulatedNetwork.Event event) {
    held.remove(event);
  }

  @Override
  public TransportType type() {
    return TransportType.MEMORY;
  }

  @Override
  public Timers timers() {
    return timers;
  }

  /// The host's clock.
  private final class VirtualTimers implements Timers {
    @Override
    public long currentMillis() {
      return network.currentMillis();
    }

    @Override
    public long nanoTime() {
      return network.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return network.schedule(SimulatedTransport.this, delay, task)::run;
    }
  }

  @Override
  public Address listen(Address address, Acceptor newAcceptor) {
    if (!network.listen(address, this)) {
      throw new IpcException(
          IpcException.Code.ADDRESS_IN_USE, address + " is taken; see [ipc] listen_address");
    }
    acceptor = newAcceptor;
    return address;
  }

  @Override
  public void connect(Address address, Duration timeout, LinkHandler handler) {
    long end = network.nanoTime() + timeout.toNanos();
    network.schedule(this, network.latency(), () -> connect(address, end, timeout, handler));
  }

  private void connect(Address address, long end, Duration timeout, LinkHandler handler) {
    Optional<SimulatedTransport> other = network.listener(address);
    if (other.isPresent() && isCutOff(other.get())) {
      if (network.nanoTime() >= end) {
        handler.closed(
            Optional.of(
                new IpcException(
                    IpcException.Code.TIMEOUT, address + " did not answer within " + timeout)));
      } else {
        network.schedule(
            this, SimulatedNetwork.RETRY, () -> connect(address, end, timeout, handler));
      }
      return;
    }
    Acceptor accepting = other.map(host -> host.acceptor).orElse(null);
    if (other.isEmpty() || accepting == null) {
      handler.closed(
          Optional.of(
              new IpcException(IpcException.Code.UNREACHABLE, "nobody listens at " + address)));
      return;
    }
    SimulatedTransport acceptingHost = other.get();
    Address own = new Address.Memory(name + "#" + linkCount++);
    var here = new SimulatedLink(this, own, address, handler);
    var there = new SimulatedLink(acceptingHost, address, own, accepting.accept());
    here.join(there);
    links.add(here);
    acceptingHost.links.add(there);
    network.schedule(acceptingHost, Duration.ZERO, there::open);
    network.schedule(this, network.latency(), here::open);
  }

  /// Whether packets of one of the two do not arrive, so that no connection opens.
  private boolean isCutOff(SimulatedTransport other) {
    return network.isCut(this, other) || network.isCut(other, this);
  }

  void forget(SimulatedLink link) {
    links.remove(link);
  }

  @Override
  public void close() {
    if (!isRunning) {
      return;
    }
    List<SimulatedLink> open = new ArrayList<>(links);
    open.forEach(SimulatedLink::close);
    open.forEach(SimulatedLink::finish);
    stop();
  }

  private void stop() {
    isRunning = false;
    isPaused = false;
    held.clear();
    links.clear();
    network.stopListening(this);
  }
}
