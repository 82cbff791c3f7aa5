package cwm.ipc.transport;

import cwm.ipc.IpcException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One end of a link within the process.
///
/// An end has two queues, frames that came and things to do, and is run by one thread at a time
/// until both are empty. Sending is adding to the other end's queue; the sender's [Backlog] shrinks
/// as the other end takes frames out.
final class MemoryLink implements OpenLinks.Member {
  /// Frames and other events handled before another link gets the thread.
  private static final int EVENTS_MAX = 256;

  /// Comes after the last frame, and is told by its length, which no frame has.
  private static final byte[] END = {};

  private final LinkHandler handler;
  private final Executor threads;
  private final Address local;
  private final Address remote;
  private final String name;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isDue = new AtomicBoolean();

  private final Backlog backlog = new Backlog();
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private volatile boolean isReading = true;
  private volatile @Nullable MemoryLink peer;

  // Only within run(), whose turns see what those before them wrote.
  private boolean isClosed;

  MemoryLink(LinkHandler handler, Executor threads, Address local, Address remote, String name) {
    this.handler = handler;
    this.threads = threads;
    this.local = local;
    this.remote = remote;
    this.name = name;
  }

  /// Opens both ends. Each hears of it before the other's first frame.
  static void join(MemoryLink client, MemoryLink server) {
    client.tasks.add(() -> client.open(server));
    server.tasks.add(() -> server.open(client));
    client.runSoon();
    server.runSoon();
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
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
    MemoryLink receiver = peer;
    if (receiver != null && !isClosing.get()) {
      backlog.add(Backlog.cost(length));
      receiver.frames.add(frame.length == length ? frame : Arrays.copyOf(frame, length));
      receiver.runSoon();
    }
  }

  @Override
  public boolean isWritable() {
    return !isClosing.get() && !backlog.isFull();
  }

  @Override
  public void setReading(boolean reading) {
    isReading = reading || isClosing.get();
    if (reading) {
      runSoon();
    }
  }

  @Override
  public void close() {
    end(Optional.empty());
  }

  @Override
  public void abort(IpcException failure) {
    end(Optional.of(failure));
  }

  /// Closes the link if it is not open by now.
  void giveUpOpening(IpcException failure) {
    tasks.add(
        () -> {
          if (peer == null) {
            finish(Optional.of(failure));
          }
        });
    runSoon();
  }

  private void end(Optional<IpcException> failure) {
    if (!isClosing.getAndSet(true)) {
      tasks.add(() -> finish(failure));
      runSoon();
    }
  }

  private void runSoon() {
    if (!isDue.get() && isDue.compareAndSet(false, true)) {
      try {
        threads.execute(this::run);
      } catch (RejectedExecutionException _) {
        // The transport's threads are gone, and the caller may hold locks.
        Thread.ofVirtual().start(this::run);
      }
    }
  }

  private void run() {
    for (int count = 0; count < EVENTS_MAX && runNext(); count++) {}
    isDue.set(false);
    if (!tasks.isEmpty() || (isReading && !frames.isEmpty())) { // left, or came meanwhile
      runSoon();
    }
  }

  private boolean runNext() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
      return true;
    }
    byte[] frame = isReading ? frames.poll() : null;
    if (frame != null) {
      take(frame);
    }
    return frame != null;
  }

  private void take(byte[] frame) {
    MemoryLink sender = peer;
    if (frame.length == 0) {
      finish(Optional.empty());
    } else if (sender != null && !isClosed) {
      if (!isClosing.get()) {
        call(() -> handler.received(this, frame));
      }
      sender.release(Backlog.cost(frame.length));
    }
  }

  private void release(int cost) {
    if (backlog.remove(cost)) {
      tasks.add(
          () -> {
            if (isWritable()) {
              call(() -> handler.writable(this));
            }
          });
      runSoon();
    }
  }

  private void open(MemoryLink other) {
    if (isClosed) {
      other.frames.add(END);
      other.runSoon();
      return;
    }
    peer = other;
    call(() -> handler.opened(this));
  }

  private void call(Runnable call) {
    Handlers.call(this, call).ifPresent(this::finish);
  }

  private void finish(Throwable failure) {
    finish(Optional.of(failure));
  }

  private void finish(Optional<? extends Throwable> failure) {
    if (isClosed) {
      return;
    }
    isClosing.set(true);
    isClosed = true;
    isReading = true; // and drop what comes
    frames.clear();
    MemoryLink other = peer;
    if (other != null) {
      other.frames.add(END);
      other.runSoon();
    }
    Optional<Throwable> reason = failure.map(thrown -> thrown);
    Handlers.call(this, () -> handler.closed(reason));
    done.complete(null);
  }

  @Override
  public String toString() {
    return name;
  }
}
