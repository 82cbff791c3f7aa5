package cwm.ipc.transport;

import cwm.ipc.IpcException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One end of a link over a Netty channel.
///
/// Everything but the way into the queue happens on one event loop. Senders put frames into a queue
/// and wake the loop only if it is not awake for this link already; the loop empties the queue into
/// batches as long as the channel takes them, and flushes once. So many small frames cost one
/// system call, and what a slow reader leaves behind waits in the queue, where [Backlog] counts it.
///
/// Closing is orderly: everything is written, then the output is shut, and what still comes is
/// dropped until the other side closes too. (A socket closed with unread bytes answers with a
/// reset, which takes away from the other side what it has not read yet.)
final class NettyLink implements OpenLinks.Member {
  private static final int BATCH_BYTES = 64 << 10;
  private static final int HEAD_BYTES = 4;

  /// Batches written before others on the same loop get their turn.
  private static final int BATCHES_MAX = 32;

  private enum State {
    OPENING,
    OPEN,
    CLOSED
  }

  private static final class Frame {
    final byte[] bytes;
    final int length;

    Frame(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  /// Sends frames that may be lost.
  interface Datagrams {
    /// Whether a frame of so many bytes fits. Any thread may call.
    boolean fits(int length);

    void send(byte[] frame, int length);
  }

  private final EventLoop loop;
  private final LinkHandler handler;
  private final String name;
  private final long lingerMillis;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final Queue<Frame> queue = new ConcurrentLinkedQueue<>();

  /// What goes as datagrams, whether the stream is held up or not.
  private final Queue<Frame> unreliable = new ConcurrentLinkedQueue<>();

  private final Backlog backlog = new Backlog();
  private final AtomicBoolean drainIsDue = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile State state = State.OPENING;

  // Written on the loop before the handler gets the link.
  private @Nullable Channel channel;
  private @Nullable Address local;
  private @Nullable Address remote;
  private Optional<String> provenNodeId = Optional.empty();
  private @Nullable Datagrams datagrams;

  // Only on the loop.
  private long inChannelCost;
  private long writtenCost;
  private boolean outputIsShut;

  /// @param name for messages: `link to 10.0.0.1:9000`
  /// @param lingerMillis how long a closed link waits while the other side takes nothing
  NettyLink(EventLoop loop, LinkHandler handler, String name, long lingerMillis) {
    this.lingerMillis = lingerMillis;
    this.loop = loop;
    this.handler = handler;
    this.name = name;
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
  }

  boolean isOpening() {
    return state == State.OPENING;
  }

  /// Whether frames are for the handler.
  boolean isListening() {
    return state == State.OPEN && !closing.get();
  }

  /// On the loop: names the channel that goes with the link from now on, so that it is closed with
  /// the link.
  void attach(Channel attached) {
    if (state == State.CLOSED) {
      var _ = attached.close();
    } else {
      channel = attached;
    }
  }

  /// Whether the handler wants frames now.
  boolean isReading() {
    return channel != null && channel.config().isAutoRead();
  }

  void setDatagrams(Datagrams sender) {
    datagrams = sender;
  }

  /// On the loop: the link is ready.
  void open(Address localAddress, Address remoteAddress, Optional<String> peerNodeId) {
    if (state != State.OPENING) {
      return;
    }
    local = localAddress;
    remote = remoteAddress;
    provenNodeId = peerNodeId;
    state = State.OPEN;
    Handlers.call(this, () -> handler.opened(this)).ifPresent(this::fail);
    if (closing.get()) { // before it was open, when nobody was there to close it
      drain();
    }
  }

  /// On the loop.
  void receive(byte[] frame) {
    if (isListening()) {
      Handlers.call(this, () -> handler.received(this, frame)).ifPresent(this::fail);
    }
  }

  /// On the loop: closes at once, dropping what was to be sent. No failure is one that comes when
  /// everything was sent, and only the end was awaited.
  void fail(Throwable failure) {
    finish(outputIsShut ? Optional.empty() : Optional.of(failure));
  }

  /// On the loop: the channel is closed.
  void finish(Optional<Throwable> failure) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    queue.clear();
    unreliable.clear();
    if (channel != null) {
      var _ = channel.close();
    }
    Handlers.call(this, () -> handler.closed(failure));
    done.complete(null);
  }

  @Override
  public Address local() {
    return Objects.requireNonNull(local);
  }

  @Override
  public Address remote() {
    return Objects.requireNonNull(remote);
  }

  @Override
  public Optional<String> provenNodeId() {
    return provenNodeId;
  }

  @Override
  public void send(byte[] frame, int length) {
    enqueue(queue, frame, length);
  }

  @Override
  public void sendUnreliable(byte[] frame, int length) {
    Datagrams sender = datagrams;
    enqueue(sender != null && sender.fits(length) ? unreliable : queue, frame, length);
  }

  private void enqueue(Queue<Frame> to, byte[] frame, int length) {
    FrameAssembler.checkOutgoing(frame, length);
    if (isListening()) {
      backlog.add(Backlog.cost(length));
      to.add(new Frame(frame, length));
      drainSoon();
    }
  }

  private void drainSoon() {
    if (!drainIsDue.get() && drainIsDue.compareAndSet(false, true)) {
      NettyTransport.execute(loop, this::drain);
    }
  }

  @Override
  public boolean isWritable() {
    return isListening() && !backlog.isFull();
  }

  @Override
  public void setReading(boolean reading) {
    // Always as a task of its own: some channels read at once, and the caller may be a handler.
    NettyTransport.execute(
        loop,
        () -> {
          if (channel != null && isListening()) {
            channel.config().setAutoRead(reading);
          }
        });
  }

  @Override
  public void close() {
    if (!closing.getAndSet(true)) {
      NettyTransport.execute(loop, this::beginClosing);
    }
  }

  private void beginClosing() {
    if (state == State.OPENING) {
      finish(Optional.of(new IpcException(IpcException.Code.CLOSED, this + " was closed")));
    } else if (state == State.OPEN && channel != null) {
      channel.config().setAutoRead(true); // to see the other side close
      drain();
      linger(-1);
    }
  }

  @Override
  public void abort(IpcException failure) {
    NettyTransport.execute(loop, () -> finish(Optional.of(failure)));
  }

  /// Ends the wait for the other side once nothing has moved for a while.
  private void linger(long writtenCostBefore) {
    if (state == State.CLOSED) {
      return;
    }
    if (writtenCost == writtenCostBefore) {
      finish(outputIsShut ? Optional.empty() : Optional.of(unsent()));
    } else {
      long now = writtenCost;
      var _ = loop.schedule(() -> linger(now), lingerMillis, TimeUnit.MILLISECONDS);
    }
  }

  private IpcException unsent() {
    return new IpcException(
        IpcException.Code.TIMEOUT,
        this + " was closed, but the other side took nothing for " + lingerMillis + " ms");
  }

  /// Writes what is in the queue, as far as the channel takes it.
  void drain() {
    drainIsDue.set(false); // first, so that a frame added from now on comes back here
    Channel out = channel;
    if (state == State.CLOSED || outputIsShut) {
      queue.clear(); // came while the link closed
      unreliable.clear();
      return;
    }
    if (state == State.OPENING || out == null) {
      return;
    }
    sendDatagrams();
    int batchCount = 0;
    while (batchCount < BATCHES_MAX && out.isWritable() && !queue.isEmpty()) {
      while (batchCount < BATCHES_MAX && out.isWritable() && writeBatch(out)) {
        batchCount++;
      }
      out.flush();
    }
    if (batchCount == BATCHES_MAX) {
      drainSoon();
    }
    shutOutputIfDone(out);
  }

  private boolean writeBatch(Channel out) {
    Frame frame = queue.poll();
    if (frame == null) {
      return false;
    }
    long queuedCost = backlog.bytes() - inChannelCost;
    int room = (int) Math.min(BATCH_BYTES, Math.max(0, queuedCost));
    ByteBuf batch = out.alloc().directBuffer(Math.max(HEAD_BYTES + frame.length, room));
    long cost = 0;
    while (frame != null) {
      batch.writeInt(frame.length).writeBytes(frame.bytes, 0, frame.length);
      cost += Backlog.cost(frame.length);
      Frame next = queue.peek();
      boolean fits = next != null && HEAD_BYTES + next.length <= batch.writableBytes();
      frame = fits ? queue.poll() : null;
    }
    long batchCost = cost;
    inChannelCost += batchCost;
    out.write(batch)
        .addListener(
            written -> {
              inChannelCost -= batchCost;
              writtenCost += batchCost;
              release(batchCost);
              if (written.isSuccess()) {
                shutOutputIfDone(out);
              } else if (!(written.cause() instanceof SslClosedEngineException)) {
                // Else the other side has said that it is done, and the channel is closing.
                fail(Failures.lost(this, Objects.requireNonNull(written.cause())));
              }
            });
    return true;
  }

  private void sendDatagrams() {
    for (Frame frame = unreliable.poll(); frame != null; frame = unreliable.poll()) {
      Objects.requireNonNull(datagrams).send(frame.bytes, frame.length);
      release(Backlog.cost(frame.length));
    }
  }

  private void release(long cost) {
    if (backlog.remove(cost) && isListening()) {
      Handlers.call(this, () -> handler.writable(this)).ifPresent(this::fail);
    }
  }

  private void shutOutputIfDone(Channel out) {
    boolean isDone = closing.get() && queue.isEmpty() && inChannelCost == 0;
    if (!isDone || outputIsShut || state != State.OPEN) {
      return;
    }
    outputIsShut = true;
    SslHandler tls = out.pipeline().get(SslHandler.class);
    if (tls == null) {
      var _ = ((DuplexChannel) out).shutdownOutput();
    } else {
      tls.closeOutbound()
          .addListener(
              _ -> {
                var _ = ((DuplexChannel) out).shutdownOutput();
              });
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
