package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;

/// Turns one connection's outgoing messages into bytes, in the order they are sent.
///
/// Keeps the sender's half of the link dictionary: the first message that mentions a term carries
/// its text, later ones only the sender's id of it. Messages must reach the other side's
/// [MessageDecoder] all and in this order. Not for use by several threads at once.
public interface MessageEncoder {
  /// Appends the bytes of `message` to `out`.
  ///
  /// @throws cwm.ipc.IpcException `TOO_LARGE` if they would exceed [#MESSAGE_BYTES_MAX];
  ///   `MALFORMED` for a negative number, a text that is no Unicode, or rows of different widths
  void encode(IpcMessage message, WireBuffer out);

  /// The largest message, in bytes: 64 MiB of payload in base64, and room for what surrounds it.
  int MESSAGE_BYTES_MAX = 96 << 20;
}
