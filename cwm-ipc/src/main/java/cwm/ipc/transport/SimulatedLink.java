package cwm.ipc.transport;

import cwm.ipc.IpcException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One end of a link of a [SimulatedNetwork].
///
/// What an end has sent and the other has not taken is bounded by a window, as in TCP.
final class SimulatedLink implements Link {
  private static final long WINDOW_BYTES = 256 << 10;

  private final SimulatedTransport host;
  private final Address local;
  private final Address remote;
  private final LinkHandler handler;
  private @Nullable SimulatedLink other;

  // Frames under way to the other end, and how many bytes they are; an empty one closes.
  private final Deque<byte[]> underWay = new ArrayDeque<>();
  private long bytesUnderWay;
  private boolean isDelivering;
  private boolean wasFull;

  private boolean isReading = true;
  private boolean isOpen;
  private boolean isClosing;
  private boolean isClosed;

  SimulatedLink(SimulatedTransport host, Address local, Address remote, LinkHandler handler) {
    this.host = host;
    this.local = local;
    this.remote = remote;
    this.handler = handler;
  }

  /// Makes this and `otherEnd` the ends of one link.
  void join(SimulatedLink otherEnd) {
    other = otherEnd;
    otherEnd.other = this;
  }

  private SimulatedLink other() {
    return Objects.requireNonNull(other);
  }

  void open() {
    if (!isClosed) {
      isOpen = true;
      handler.opened(this);
      deliverLater(Duration.ZERO, other());
    }
  }

  @Override
  public Address local() {
    return local;
  }

  @Override
  public Address remote() {
    return remote;
  }

  @Override
  public void send(byte[] frame, int length) {
    FrameAssembler.checkOutgoing(frame, length);
    if (isClosed || isClosing) {
      return;
    }
    underWay.add(Arrays.copyOf(frame, length));
    bytesUnderWay += length;
    wasFull |= !isWritable();
    deliverLater(host.network().latency(), this);
  }

  @Override
  public void sendUnreliable(byte[] frame, int length) {
    SimulatedNetwork network = host.network();
    if (isClosed || isClosing || network.losesUnreliable() || network.isCut(host, other().host)) {
      return;
    }
    byte[] copy = Arrays.copyOf(frame, length);
    network.schedule(other().host, network.latency(), () -> other().take(copy));
  }

  private void take(byte[] frame) {
    if (isOpen && !isClosed) {
      handler.received(this, frame);
    }
  }

  @Override
  public boolean isWritable() {
    return bytesUnderWay < WINDOW_BYTES;
  }

  @Override
  public void setReading(boolean reading) {
    isReading = reading;
    if (reading) {
      deliverLater(Duration.ZERO, other());
    }
  }

  @Override
  public void close() {
    if (isClosed || isClosing) {
      return;
    }
    isClosing = true;
    underWay.add(new byte[0]);
    deliverLater(host.network().latency(), this);
    host.network().schedule(host, Duration.ZERO, this::finish);
  }

  /// Tells this end that it is closed.
  void finish() {
    end(Optional.empty());
  }

  /// This end's host is gone: the other end hears of it, unless there is a cut.
  void cutOff() {
    isClosed = true;
    underWay.clear();
    deliverLater(host.network().latency(), this);
  }

  private void end(Optional<Throwable> failure) {
    if (!isClosed) {
      isClosed = true;
      host.forget(this);
      handler.closed(failure);
    }
  }

  /// Has `sender`'s next frames arrive.
  private static void deliverLater(Duration delay, SimulatedLink sender) {
    if (!sender.isDelivering) {
      sender.isDelivering = true;
      SimulatedTransport receiver = sender.other().host;
      receiver.network().schedule(receiver, delay, () -> sender.deliver());
    }
  }

  /// Runs on the receiver's host.
  private void deliver() {
    isDelivering = false;
    SimulatedLink receiver = other();
    SimulatedNetwork network = host.network();
    if (receiver.isClosed) {
      return;
    }
    if (network.isCut(host, receiver.host)) {
      deliverLater(SimulatedNetwork.RETRY, this);
      return;
    }
    if (!receiver.isOpen || !receiver.isReading) {
      return; // it asks when it is ready
    }
    byte[] frame = underWay.poll();
    if (frame == null) {
      if (!host.isRunning()) {
        receiver.end(
            Optional.of(
                new IpcException(
                    IpcException.Code.SESSION_LOST, "the other side broke the connection")));
      }
      return;
    }
    if (frame.length == 0) {
      receiver.end(Optional.empty());
      return;
    }
    bytesUnderWay -= frame.length;
    if (!underWay.isEmpty() || !host.isRunning()) {
      deliverLater(network.latency(), this);
    }
    if (wasFull && bytesUnderWay < WINDOW_BYTES / 2) {
      wasFull = false;
      network.schedule(host, network.latency(), this::tellWritable);
    }
    receiver.handler.received(receiver, frame);
  }

  private void tellWritable() {
    if (!isClosed) {
      handler.writable(this);
    }
  }
}
