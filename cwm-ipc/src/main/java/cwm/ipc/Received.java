package cwm.ipc;

import cwm.ipc.message.IpcMessage;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A message that came in.
public final class Received<M extends IpcMessage> {
  private final Session session;
  private final M message;
  private final OptionalLong requestId;

  Received(Session session, M message, OptionalLong requestId) {
    this.session = session;
    this.message = message;
    this.requestId = requestId;
  }

  /// The node id of the sender, as the handshake proved it.
  public String peer() {
    return session.peerId();
  }

  public M message() {
    return message;
  }

  /// Whether the sender waits for [#reply].
  public boolean isRequest() {
    return requestId.isPresent();
  }

  /// Answers the request; a second answer is dropped by the receiver. Waits while the peer's queue
  /// is full.
  ///
  /// @throws IllegalStateException if this is no request
  /// @throws IpcException `SESSION_LOST`
  public void reply(IpcMessage answer) {
    Waits.join(replyAsync(answer));
  }

  /// Like [#reply], without waiting: the future is done when there is room.
  ///
  /// @throws IllegalStateException if this is no request
  public CompletableFuture<@Nullable Void> replyAsync(IpcMessage answer) {
    long id = requestId.orElseThrow(() -> new IllegalStateException("nobody asked: " + message));
    return session.reply(id, answer);
  }

  /// Answers if that is possible at once, and does not complain.
  void replyQuietly(IpcMessage answer) {
    if (requestId.isPresent()) {
      var _ = session.reply(requestId.getAsLong(), answer);
    }
  }

  /// Without the message's content, which may fill a log.
  @Override
  public String toString() {
    return message.getClass().getSimpleName() + " from " + peer();
  }
}
