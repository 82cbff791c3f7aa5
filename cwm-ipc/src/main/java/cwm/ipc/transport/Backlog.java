package cwm.ipc.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// How much a link still has to send, and whether it is too much.
///
/// It is too much from [#BYTES_MAX] on until it has fallen to [#BYTES_LOW], so that a sender who
/// waits is woken for a good piece of work and not for every frame. Any thread may call.
final class Backlog {
  /// Half of the largest frame: enough to keep a fast network busy while the sender is woken, and
  /// little enough for a hundred slow peers.
  static final int BYTES_MAX = 512 << 10;

  static final int BYTES_LOW = 128 << 10;

  /// What a waiting frame costs beside its bytes: its array's header, its place in the queue.
  static final int FRAME_OVERHEAD = 64;

  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean full = new AtomicBoolean();

  static int cost(int length) {
    return length + FRAME_OVERHEAD;
  }

  /// To be called before the frame can be seen by the one who sends it: whoever removes it then
  /// also sees that the backlog was full.
  void add(int cost) {
    if (bytes.addAndGet(cost) >= BYTES_MAX) {
      full.set(true);
    }
  }

  /// Returns whether there is room again since this call.
  boolean remove(long cost) {
    return bytes.addAndGet(-cost) <= BYTES_LOW && full.get() && full.compareAndSet(true, false);
  }

  boolean isFull() {
    return full.get();
  }

  long bytes() {
    return bytes.get();
  }
}
