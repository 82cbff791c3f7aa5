package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;

/// Turns one connection's incoming bytes into messages; the other end of a [MessageEncoder].
///
/// Bytes come from outside: whatever they are, a decoder neither allocates more than a small
/// multiple of their number nor recurses without bound, and ends in a message or an exception. Not
/// for use by several threads at once.
public interface MessageDecoder {
  /// The message that `bytes[start, end)` are, all of them.
  ///
  /// Triples come as [cwm.ipc.message.TripleBatch]es of the receiver's dictionary, rows of terms as
  /// [cwm.ipc.message.RowBatch]es.
  ///
  /// @throws cwm.ipc.IpcException `MALFORMED`, saying what is wrong at which byte; the connection
  ///   cannot go on
  IpcMessage decode(byte[] bytes, int start, int end);
}
