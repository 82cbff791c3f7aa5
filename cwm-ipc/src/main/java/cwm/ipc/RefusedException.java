package cwm.ipc;

import cwm.ipc.message.IpcMessage.Refused;

/// The other side would not talk to this node.
public final class RefusedException extends IpcException {
  private static final long serialVersionUID = 1;

  private final transient Refused refusal;

  /// With the refusal's own words.
  RefusedException(Refused refusal) {
    this(refusal.reason() + " [" + refusal.code() + "]", refusal);
  }

  RefusedException(String message, Refused refusal) {
    super(Code.REFUSED, message);
    this.refusal = refusal;
  }

  /// What the other side said.
  public Refused refusal() {
    return refusal;
  }
}
