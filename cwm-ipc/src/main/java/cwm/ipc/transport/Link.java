package cwm.ipc.transport;

import java.util.Optional;

/// An open connection: whole frames, in order, each at most once, until it closes.
///
/// Any thread may call.
public interface Link {
  /// The largest frame, in bytes.
  int FRAME_BYTES_MAX = 1 << 20;

  /// This side's end. Of a Unix socket both ends are the address that is listened at.
  Address local();

  Address remote();

  /// The node id in the other side's certificate, where TLS proved one.
  default Optional<String> provenNodeId() {
    return Optional.empty();
  }

  /// Sends `frame[0, length)`, which the link owns from now on. Never blocks: whoever sends much
  /// waits for [#isWritable()]. Without effect on a closed link.
  void send(byte[] frame, int length);

  /// Sends a frame that may be lost and may overtake others, where the transport knows such a
  /// thing; like [#send] elsewhere.
  default void sendUnreliable(byte[] frame, int length) {
    send(frame, length);
  }

  /// Whether the link has room for more; [LinkHandler#writable] tells of the change from no to yes.
  boolean isWritable();

  /// Stops or resumes taking frames from the other side, who then finds its own link not writable.
  /// A few frames that were under way may still come, and frames that may be lost are. While
  /// reading is stopped the other side's end may go unnoticed until something is sent.
  void setReading(boolean reading);

  /// Sends what was given to it, then closes. [LinkHandler#closed] follows.
  void close();
}
