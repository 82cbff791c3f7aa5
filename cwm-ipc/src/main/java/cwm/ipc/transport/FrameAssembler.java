package cwm.ipc.transport;

import cwm.ipc.IpcException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes frames of a stream of bytes: four bytes of length, big-endian, then as many bytes.
///
/// A length is a promise of somebody unknown, so it costs no memory by itself: room grows with the
/// bytes that have come, and is never more than twice of them.
final class FrameAssembler {
  private static final int HEAD_BYTES = 4;
  private static final int FIRST_ROOM = 1 << 10;
  private static final byte[] NOTHING = {};

  /// How every TLS connection begins: a handshake record of TLS 1.x.
  private static final int TLS_HEAD = 0x1603;

  /// `HTTP` in ASCII.
  private static final int HTTP_HEAD = 0x48545450;

  private int head;
  private int headCount;
  private int length;
  private byte[] body = NOTHING;
  private int bodyCount;

  /// Throws what tells a caller of [Link#send] of a mistake of its own.
  static void checkOutgoing(byte[] frame, int length) {
    if (length < 1 || length > Link.FRAME_BYTES_MAX || length > frame.length) {
      throw new IllegalArgumentException("a frame of " + length + " of " + frame.length + " bytes");
    }
  }

  /// Takes bytes from `in` until a frame is whole.
  ///
  /// @return the frame, or null when `in` is used up
  /// @throws IpcException `MALFORMED` for a length that no frame has; nothing can be read
  ///   afterwards
  byte @Nullable [] next(ByteBuf in) {
    while (headCount < HEAD_BYTES) {
      if (!in.isReadable()) {
        return null;
      }
      head = head << 8 | in.readUnsignedByte();
      headCount++;
      if (headCount == HEAD_BYTES) {
        length = checked(head);
      }
    }
    int count = Math.min(length - bodyCount, in.readableBytes());
    if (bodyCount + count > body.length) {
      int room = Math.max(FIRST_ROOM, 2 * (bodyCount + count));
      body = Arrays.copyOf(body, bodyCount + count == length ? length : Math.min(length, room));
    }
    in.readBytes(body, bodyCount, count);
    bodyCount += count;
    return bodyCount == length ? take() : null;
  }

  /// Whether the stream would end within a frame here.
  boolean isWithinFrame() {
    return headCount > 0;
  }

  private byte[] take() {
    byte[] frame = body;
    head = 0;
    headCount = 0;
    body = NOTHING;
    bodyCount = 0;
    return frame;
  }

  private static int checked(int length) {
    if (length < 1 || length > Link.FRAME_BYTES_MAX) {
      throw new IpcException(
          IpcException.Code.MALFORMED,
          "a frame that begins with the length "
              + Integer.toUnsignedString(length)
              + "; a frame has 1 to "
              + Link.FRAME_BYTES_MAX
              + " bytes"
              + hint(length));
    }
    return length;
  }

  /// What it is more likely to be, for people.
  private static String hint(int length) {
    if (length >>> 16 == TLS_HEAD) {
      return " (this is how TLS begins: set [security] tls_certificate, tls_key and tls_ca on both"
          + " sides, or on none)";
    }
    return length == HTTP_HEAD
        ? " (this is how an answer by HTTP begins: give the address that the node listens on for"
            + " nodes, --listen, not that of --http)"
        : "";
  }
}
