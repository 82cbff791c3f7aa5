package cwm.ipc;

import cwm.ipc.message.IpcMessage;
import cwm.ipc.transport.Link;
import cwm.ipc.wire.MessageEncoder;
import cwm.ipc.wire.WireBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What goes out on one link: messages become frames, which wait until the link has room.
///
/// The queue is bounded: whoever sends while it is full waits, in the order of sending. Encoding
/// runs on the sender's thread, one message of a link at a time; the link's thread never waits for
/// it.
final class Outbound {
  /// Bytes that may wait for the link; one message may exceed it.
  static final int QUEUE_BYTES_MAX = 1 << 20;

  private static final CompletableFuture<@Nullable Void> DONE =
      CompletableFuture.completedFuture(null);
  private static final int SMALL_BYTES = 256;

  /// Bytes of prompt messages that go past a link that has no room; more are dropped.
  private static final int PROMPT_BYTES_MAX = 1 << 16;

  private final Link link;
  private final Executor handlers;
  private final Counter counter;

  // Held while a message is encoded and its frames are added, so that the order of frames is that
  // of encoding. Taken before `queueLock`.
  private final ReentrantLock encodeLock = new ReentrantLock();
  private final List<MessageEncoder> encoders = new ArrayList<>();
  private int lastBytes = SMALL_BYTES;

  // Guarded by the encoder of prompt messages: their bytes since the link last had room.
  private int promptBytes;

  // Guards all that follows; held for moments only.
  private final ReentrantLock queueLock = new ReentrantLock();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long queuedBytes;
  private int queuedMessages;
  private boolean isDraining;
  private @Nullable IpcException end;
  private final CompletableFuture<@Nullable Void> empty = new CompletableFuture<>();
  private boolean isEmptyAwaited;

  /// Hears of each message sent.
  interface Counter {
    void sent(IpcMessage message, long bytes);
  }

  private record Waiting(
      Lane lane,
      OptionalLong requestId,
      IpcMessage message,
      CompletableFuture<@Nullable Void> room) {}

  /// @param encoders makes the encoder of each lane
  Outbound(Link link, Executor handlers, Function<Lane, MessageEncoder> encoders, Counter counter) {
    this.link = link;
    this.handlers = handlers;
    this.counter = counter;
    for (Lane lane : Lane.values()) {
      this.encoders.add(encoders.apply(lane));
    }
  }

  /// Sends a message of [Lane#ORDERED] or [Lane#REPLY].
  ///
  /// @return done when the message is in the queue; or failed with `TOO_LARGE`, `SESSION_LOST`.
  ///   Cancelled before, it takes the message back.
  CompletableFuture<@Nullable Void> send(Lane lane, OptionalLong requestId, IpcMessage message) {
    queueLock.lock();
    try {
      if (end != null) {
        return CompletableFuture.failedFuture(end);
      }
      if (isDraining || !waiting.isEmpty() || queuedBytes >= QUEUE_BYTES_MAX) {
        var room = new CompletableFuture<@Nullable Void>();
        waiting.add(new Waiting(lane, requestId, message, room));
        var _ = room.whenComplete((_, _) -> withdraw(room));
        return room;
      }
    } finally {
      queueLock.unlock();
    }
    try {
      encode(lane, requestId, message);
      return DONE;
    } catch (IpcException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// Sends a message of [Lane#PROMPT] past the queue. It is dropped if the link has had no room for
  /// long: whoever asks without reading the answers would fill the memory with them.
  ///
  /// @param mayBeLost whether it may go where frames are lost; then it is dropped as soon as the
  ///   link has no room
  void sendPrompt(OptionalLong requestId, IpcMessage message, boolean mayBeLost) {
    var buffer = new WireBuffer(SMALL_BYTES);
    Frame.writeHead(buffer, Lane.PROMPT, requestId);
    MessageEncoder encoder = encoders.get(Lane.PROMPT.number());
    synchronized (encoder) {
      encoder.encode(message, buffer);
      boolean isWritable = link.isWritable();
      promptBytes = isWritable ? 0 : promptBytes + buffer.size();
      if (mayBeLost ? !isWritable : promptBytes > PROMPT_BYTES_MAX) {
        return;
      }
      if (mayBeLost) {
        link.sendUnreliable(buffer.array(), buffer.size());
      } else {
        link.send(buffer.array(), buffer.size());
      }
    }
    counter.sent(message, buffer.size());
  }

  private void encode(Lane lane, OptionalLong requestId, IpcMessage message) {
    encodeLock.lock();
    try {
      var buffer = new WireBuffer(lastBytes + lastBytes / 8);
      Frame.writeHead(buffer, lane, requestId);
      encoders.get(lane.number()).encode(message, buffer);
      lastBytes = Math.clamp(buffer.size(), SMALL_BYTES, Link.FRAME_BYTES_MAX);
      enqueue(message, buffer);
    } finally {
      encodeLock.unlock();
    }
  }

  private void enqueue(IpcMessage message, WireBuffer buffer) {
    queueLock.lock();
    try {
      if (end != null) {
        throw end;
      }
      long bytes = Frame.cut(buffer, frames);
      queuedBytes += bytes;
      queuedMessages++;
      counter.sent(message, bytes);
      pump();
    } finally {
      queueLock.unlock();
    }
  }

  private void pump() {
    while (!frames.isEmpty() && link.isWritable()) {
      Frame frame = frames.poll();
      queuedBytes -= frame.length();
      if (frame.isLast()) {
        queuedMessages--;
      }
      link.send(frame.bytes(), frame.length());
    }
    if (isEmptyAwaited && frames.isEmpty() && waiting.isEmpty() && !isDraining) {
      empty.complete(null);
    }
  }

  /// Done as soon as nothing waits for the link. For whoever sends nothing more.
  CompletableFuture<@Nullable Void> whenEmpty() {
    queueLock.lock();
    try {
      isEmptyAwaited = true;
      pump();
      return empty.copy();
    } finally {
      queueLock.unlock();
    }
  }

  /// The link has room.
  void writable() {
    queueLock.lock();
    try {
      pump();
      if (waiting.isEmpty() || isDraining || queuedBytes > QUEUE_BYTES_MAX / 2) {
        return;
      }
      isDraining = true;
    } finally {
      queueLock.unlock();
    }
    handlers.execute(this::drain);
  }

  /// Takes waiting messages as long as there is room.
  private void drain() {
    for (Waiting next = takeWaiting(); next != null; next = takeWaiting()) {
      var room = next.room();
      // On another thread: what hangs on the future may itself wait for room.
      try {
        encode(next.lane(), next.requestId(), next.message());
        handlers.execute(() -> room.complete(null));
      } catch (Throwable e) { // whatever it is: others wait for this thread
        handlers.execute(() -> room.completeExceptionally(e));
      }
    }
  }

  private @Nullable Waiting takeWaiting() {
    queueLock.lock();
    try {
      if (queuedBytes >= QUEUE_BYTES_MAX || waiting.isEmpty()) {
        isDraining = false;
        pump();
        return null;
      }
      return waiting.poll();
    } finally {
      queueLock.unlock();
    }
  }

  /// Drops a message that waits, if its sender has given it up.
  private void withdraw(CompletableFuture<?> room) {
    if (room.isCancelled()) {
      queueLock.lock();
      try {
        waiting.removeIf(each -> each.room().isCancelled());
      } finally {
        queueLock.unlock();
      }
    }
  }

  /// Messages that have not been handed to the link.
  int pendingCount() {
    queueLock.lock();
    try {
      return queuedMessages + waiting.size();
    } finally {
      queueLock.unlock();
    }
  }

  /// Drops all that waits; from now on sending fails with `cause`.
  void close(IpcException cause) {
    List<Waiting> lost;
    queueLock.lock();
    try {
      if (end != null) {
        return;
      }
      end = cause;
      frames.clear();
      queuedBytes = 0;
      queuedMessages = 0;
      lost = List.copyOf(waiting);
      waiting.clear();
    } finally {
      queueLock.unlock();
    }
    empty.complete(null);
    if (!lost.isEmpty()) {
      // Not on the link's thread, and each on its own: what hangs on these futures may block.
      lost.forEach(each -> handlers.execute(() -> each.room().completeExceptionally(cause)));
    }
  }
}
