package cwm.ipc;

import cwm.ipc.message.IpcMessage.Refused;
import java.util.Optional;

/// The other side speaks another version of the protocol.
final class OtherVersionException extends IpcException {
  private static final long serialVersionUID = 1;

  OtherVersionException(int version) {
    super(
        Code.REFUSED,
        "the other side speaks protocol version %d, this node version %d; run the same release"
            .formatted(version, HandshakeFrames.VERSION));
  }

  /// What to tell the other side.
  Refused refusal() {
    return new Refused("OTHER_VERSION", String.valueOf(getMessage()), Optional.empty());
  }
}
