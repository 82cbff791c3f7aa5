package cwm.ipc;

import cwm.ipc.message.IpcMessage;
import cwm.ipc.transport.Link;
import cwm.ipc.wire.MessageDecoder;
import cwm.ipc.wire.MessageEncoder;
import cwm.ipc.wire.WireBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes in on one link: frames become messages, which are handed out lane by lane.
///
/// Frames wait in a bounded queue; while it is full the link is not read, and the other side finds
/// its own link full. Decoding and handling run on a thread of the lane, never on the link's,
/// except for the few small messages of [Lane#PROMPT].
final class Inbound {
  /// Bytes of frames that may wait to be handled, and bytes of messages that may wait to be taken
  /// by [Node#receive]. A few more may come.
  static final int QUEUE_BYTES_MAX = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final Link link;
  private final Receiver receiver;
  private final MessageDecoder promptDecoder;
  private final List<Reading> lanes = new ArrayList<>();

  // Guards all that follows and the state of lanes; held for moments only.
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Taken> inbox = new ArrayDeque<>();
  private long inboxBytes;
  private long queuedBytes;
  private boolean isPaused;

  /// Takes what comes.
  interface Receiver {
    /// A message of [Lane#PROMPT], on the link's thread.
    void prompt(OptionalLong requestId, IpcMessage message, long bytes);

    /// A message of another lane, on the lane's thread. May block.
    ///
    /// @return what is to wait for [Node#receive], if it is not handled
    Optional<Received<?>> handle(Lane lane, OptionalLong requestId, IpcMessage message, long bytes);

    /// There is something to [#take].
    void ready();

    /// The other side sent what is no message; the link cannot go on.
    void malformed(IpcException why);

    /// A message could not be read through no fault of the other side; the link cannot go on.
    void failed(Throwable why);
  }

  private record Taken(Received<?> received, long bytes) {}

  /// A lane's frames and the message they are about to become.
  private static final class Reading {
    final Lane lane;
    final Executor threads;
    final MessageDecoder decoder;
    final Deque<byte[]> frames = new ArrayDeque<>();
    boolean isRunning;
    boolean isStalled;

    // Owned by whoever runs the lane.
    WireBuffer partial = new WireBuffer(0);
    long partialFrameBytes;
    boolean isInMidst;
    OptionalLong requestId = OptionalLong.empty();

    Reading(Lane lane, Executor threads, MessageDecoder decoder) {
      this.lane = lane;
      this.threads = threads;
      this.decoder = decoder;
    }
  }

  /// @param handlers runs what reads answers
  /// @param ordered runs what reads and handles ordered messages, one task at a time
  /// @param decoders makes the decoder of each lane
  Inbound(
      Link link,
      Executor handlers,
      Executor ordered,
      Function<Lane, MessageDecoder> decoders,
      Receiver receiver) {
    this.link = link;
    this.receiver = receiver;
    promptDecoder = decoders.apply(Lane.PROMPT);
    lanes.add(new Reading(Lane.ORDERED, ordered, decoders.apply(Lane.ORDERED)));
    lanes.add(new Reading(Lane.REPLY, handlers, decoders.apply(Lane.REPLY)));
  }

  /// A frame came, on the link's thread.
  void received(byte[] frame) {
    Optional<Frame.Head> head = Frame.head(frame);
    if (head.isEmpty()) {
      receiver.malformed(malformed("a frame with an unknown head"));
    } else if (head.get().lane() == Lane.PROMPT) {
      receivedPrompt(head.get(), frame);
    } else {
      offer(lanes.get(head.get().lane().number() - 1), frame);
    }
  }

  private void receivedPrompt(Frame.Head head, byte[] frame) {
    try {
      if (!head.isLast()) {
        throw malformed("a prompt message of several frames");
      }
      IpcMessage message = promptDecoder.decode(frame, head.bytes(), frame.length);
      receiver.prompt(head.requestId(), message, frame.length);
    } catch (IpcException e) {
      receiver.malformed(e);
    }
  }

  private void offer(Reading lane, byte[] frame) {
    lock.lock();
    try {
      lane.frames.add(frame);
      queuedBytes += frame.length;
      if (!isPaused && queuedBytes > QUEUE_BYTES_MAX) {
        isPaused = true;
        link.setReading(false);
      }
      if (lane.isRunning || lane.isStalled) {
        return;
      }
      lane.isRunning = true;
    } finally {
      lock.unlock();
    }
    lane.threads.execute(() -> run(lane));
  }

  /// Whether the link is not read because too much waits to be handled.
  boolean isPaused() {
    lock.lock();
    try {
      return isPaused;
    } finally {
      lock.unlock();
    }
  }

  /// The next message that waits to be taken.
  Optional<Received<?>> take() {
    Optional<Reading> toResume = Optional.empty();
    Taken taken;
    boolean hasMore;
    lock.lock();
    try {
      taken = inbox.poll();
      if (taken == null) {
        return Optional.empty();
      }
      inboxBytes -= taken.bytes();
      hasMore = !inbox.isEmpty();
      Reading ordered = lanes.getFirst();
      if (ordered.isStalled && inboxBytes < QUEUE_BYTES_MAX / 2) {
        ordered.isStalled = false;
        ordered.isRunning = true;
        toResume = Optional.of(ordered);
      }
    } finally {
      lock.unlock();
    }
    toResume.ifPresent(lane -> lane.threads.execute(() -> run(lane)));
    if (hasMore) {
      receiver.ready();
    }
    return Optional.of(taken.received());
  }

  // ---------------------------------------------------------------- on a lane's thread

  private void run(Reading lane) {
    try {
      for (Optional<byte[]> frame = next(lane); frame.isPresent(); frame = next(lane)) {
        read(lane, frame.get());
      }
    } catch (IpcException e) {
      // The lane stays marked as running, so that nothing runs it again.
      receiver.malformed(e);
    } catch (Throwable e) { // a session must not live on with a lane that is dead
      log.error("reading a message failed", e);
      receiver.failed(e);
    }
  }

  private Optional<byte[]> next(Reading lane) {
    lock.lock();
    try {
      lane.isStalled = lane.lane == Lane.ORDERED && inboxBytes >= QUEUE_BYTES_MAX;
      byte[] frame = lane.isStalled ? null : lane.frames.poll();
      if (frame == null) {
        lane.isRunning = false;
        return Optional.empty();
      }
      queuedBytes -= frame.length;
      if (isPaused && queuedBytes <= QUEUE_BYTES_MAX / 2) {
        isPaused = false;
        link.setReading(true);
      }
      return Optional.of(frame);
    } finally {
      lock.unlock();
    }
  }

  private void read(Reading lane, byte[] frame) {
    Frame.Head head = Frame.head(frame).orElseThrow();
    if (lane.isInMidst) {
      if (head.requestId().isPresent()) {
        throw malformed("a request id in the midst of a message");
      }
    } else {
      lane.requestId = head.requestId();
      if (head.isLast()) {
        handle(lane, lane.decoder.decode(frame, head.bytes(), frame.length), frame.length);
        return;
      }
      lane.isInMidst = true;
      lane.partial = new WireBuffer(2 * frame.length);
      lane.partialFrameBytes = 0;
    }
    WireBuffer partial = lane.partial;
    if (partial.size() + frame.length > MessageEncoder.MESSAGE_BYTES_MAX) {
      throw malformed(
          "a message of more than " + MessageEncoder.MESSAGE_BYTES_MAX + " bytes, the limit");
    }
    partial.put(frame, head.bytes(), frame.length - head.bytes());
    lane.partialFrameBytes += frame.length;
    if (head.isLast()) {
      lane.isInMidst = false;
      lane.partial = new WireBuffer(0);
      handle(lane, lane.decoder.decode(partial.array(), 0, partial.size()), lane.partialFrameBytes);
    }
  }

  private void handle(Reading lane, IpcMessage message, long bytes) {
    Optional<Received<?>> unhandled = receiver.handle(lane.lane, lane.requestId, message, bytes);
    unhandled.ifPresent(received -> keep(received, bytes, Long.MAX_VALUE));
  }

  /// Keeps a message until somebody takes it, unless too many wait already.
  void keepIfRoom(Received<?> received, long bytes) {
    keep(received, bytes, QUEUE_BYTES_MAX);
  }

  private void keep(Received<?> received, long bytes, long inboxBytesMax) {
    boolean isFirst;
    lock.lock();
    try {
      if (inboxBytes >= inboxBytesMax) {
        return;
      }
      isFirst = inbox.isEmpty();
      inbox.add(new Taken(received, bytes));
      inboxBytes += bytes;
    } finally {
      lock.unlock();
    }
    if (isFirst) {
      receiver.ready();
    }
  }

  private static IpcException malformed(String why) {
    return new IpcException(IpcException.Code.MALFORMED, why);
  }
}
