package cwm.ipc;

import cwm.ipc.message.IpcMessage;
import cwm.ipc.wire.SerializationFormat;
import cwm.ipc.wire.WireBuffer;
import cwm.rdf.store.TermDictionary;

/// The frames of a handshake: `CWM`, a byte with the protocol version, and a message in JSON.
///
/// `Refused` is the same in all versions to come, so that nodes of different versions can tell each
/// other why they do not talk.
final class HandshakeFrames {
  /// The version of the protocol: of messages, formats, frames and handshake together.
  static final int VERSION = 1;

  private static final byte[] MAGIC = {'C', 'W', 'M'};
  private static final int HEAD_BYTES = MAGIC.length + 1;

  /// No handshake message is larger, so a stranger can make a node hold no more than this.
  private static final int BYTES_MAX = 1 << 14;

  private HandshakeFrames() {}

  static WireBuffer write(IpcMessage message) {
    var out = new WireBuffer(512);
    out.put(MAGIC, 0, MAGIC.length);
    out.put((byte) VERSION);
    SerializationFormat.JSON.encoder(new TermDictionary(), 1).encode(message, out);
    return out;
  }

  /// Reads a frame.
  ///
  /// @throws IpcException `MALFORMED`, or an [OtherVersionException]
  static IpcMessage read(byte[] frame) {
    if (frame.length > BYTES_MAX) {
      throw malformed("a first message of " + frame.length + " bytes; at most " + BYTES_MAX);
    }
    if (frame.length < HEAD_BYTES) {
      throw malformed("a first message of " + frame.length + " bytes");
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (frame[i] != MAGIC[i]) {
        throw malformed("no cwm node: the first bytes are not 'CWM'");
      }
    }
    int version = frame[MAGIC.length] & 0xff;
    IpcMessage message = null;
    if (version == VERSION) {
      return decode(frame);
    }
    try {
      message = decode(frame);
    } catch (IpcException _) {
      // Another version's message may be anything; if it is a refusal, its reason is the better
      // one.
    }
    if (message instanceof IpcMessage.Refused) {
      return message;
    }
    throw new OtherVersionException(version);
  }

  private static IpcMessage decode(byte[] frame) {
    return SerializationFormat.JSON
        .decoder(new TermDictionary(), 1)
        .decode(frame, HEAD_BYTES, frame.length);
  }

  private static IpcException malformed(String why) {
    return new IpcException(IpcException.Code.MALFORMED, why);
  }
}
