package cwm.ipc;

import cwm.ipc.transport.Link;
import cwm.ipc.wire.WireBuffer;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/// A piece of a message on a link: a head of 1 or 9 bytes, then bytes of the message.
///
/// The first byte holds the lane in bits 0 and 1, whether this is the message's last frame in bit
/// 2, and whether a request id follows, 8 bytes in big-endian order, in bit 3. A request id stands
/// in the first frame of a request or of its answer. Frames of several lanes may alternate, those
/// of one message may not with others of its lane.
final class Frame {
  /// The most that a head takes.
  static final int HEAD_BYTES_MAX = 1 + Long.BYTES;

  private static final OptionalLong NO_REQUEST = OptionalLong.empty();

  private static final int LANE_MASK = 0x03;
  private static final int LAST = 0x04;
  private static final int HAS_REQUEST_ID = 0x08;

  private final byte[] bytes;
  private final int length;
  private final boolean isLast;

  private Frame(byte[] bytes, int length, boolean isLast) {
    this.bytes = bytes;
    this.length = length;
    this.isLast = isLast;
  }

  /// Head and body, of which `[0, length())` counts; the frame's own array.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Whether the message ends here.
  boolean isLast() {
    return isLast;
  }

  /// What a frame's head says.
  ///
  /// @param bytes how many bytes the head has
  record Head(Lane lane, boolean isLast, OptionalLong requestId, int bytes) {}

  /// Reads the head of a frame that came in; nothing if it is none.
  static Optional<Head> head(byte[] frame) {
    if (frame.length == 0) {
      return Optional.empty();
    }
    int flags = frame[0];
    boolean hasRequestId = (flags & HAS_REQUEST_ID) != 0;
    boolean isKnown = (flags & ~(LANE_MASK | LAST | HAS_REQUEST_ID)) == 0;
    int bytes = hasRequestId ? HEAD_BYTES_MAX : 1;
    if (!isKnown || (flags & LANE_MASK) == LANE_MASK || frame.length < bytes) {
      return Optional.empty();
    }
    OptionalLong requestId = hasRequestId ? OptionalLong.of(readLong(frame, 1)) : NO_REQUEST;
    return Optional.of(new Head(Lane.of(flags & LANE_MASK), (flags & LAST) != 0, requestId, bytes));
  }

  /// Writes the head that a message of a single frame has.
  static void writeHead(WireBuffer out, Lane lane, OptionalLong requestId) {
    out.put((byte) (lane.number() | LAST | (requestId.isPresent() ? HAS_REQUEST_ID : 0)));
    if (requestId.isPresent()) {
      byte[] bytes = out.reserve(Long.BYTES);
      writeLong(bytes, out.size(), requestId.getAsLong());
      out.setSize(out.size() + Long.BYTES);
    }
  }

  /// Cuts a message with its head into frames that a link takes, and adds them to `frames`.
  ///
  /// @return their bytes
  static long cut(WireBuffer message, Deque<Frame> frames) {
    byte[] bytes = message.array();
    int size = message.size();
    if (size <= Link.FRAME_BYTES_MAX) {
      frames.add(new Frame(bytes, size, true));
      return size;
    }
    long total = 0;
    int lane = bytes[0] & LANE_MASK;
    int start = 0;
    while (start < size) {
      boolean isFirst = start == 0;
      int room = Link.FRAME_BYTES_MAX - (isFirst ? 0 : 1);
      int end = Math.min(size, start + room);
      byte[] frame;
      if (isFirst) {
        frame = Arrays.copyOf(bytes, end);
        frame[0] &= ~LAST;
      } else {
        frame = new byte[1 + end - start];
        frame[0] = (byte) (lane | (end == size ? LAST : 0));
        System.arraycopy(bytes, start, frame, 1, end - start);
      }
      frames.add(new Frame(frame, frame.length, end == size));
      total += frame.length;
      start = end;
    }
    return total;
  }

  private static long readLong(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  private static void writeLong(byte[] bytes, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (Long.BYTES - 1 - i)));
    }
  }
}
