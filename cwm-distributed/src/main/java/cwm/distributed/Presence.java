package cwm.distributed;

import cwm.ipc.Node;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Ping;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Who has answered since a moment: a session alone does not tell that the other side still lives.
///
/// Owned by one thread.
final class Presence {
  /// After that a ping is sent again.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Node node;
  private final Runnable onAnswer;
  private final Map<String, CompletableFuture<IpcMessage>> pings = new HashMap<>();

  /// @param onAnswer is called when somebody has answered or will not, on a thread that must not be
  ///   held up
  Presence(Node node, Runnable onAnswer) {
    this.node = node;
    this.onAnswer = onAnswer;
  }

  /// Whether a node has answered. If not, it is asked.
  boolean isThere(String nodeId) {
    CompletableFuture<IpcMessage> ping = pings.get(nodeId);
    boolean isToBeAsked = ping == null || ping.isCompletedExceptionally();
    if (node.peer(nodeId).isPresent() && isToBeAsked) {
      ping = node.request(nodeId, new Ping(node.id(), 0), PATIENCE);
      pings.put(nodeId, ping);
      var _ = ping.whenComplete((_, _) -> onAnswer.run());
    }
    return ping != null && ping.isDone() && !ping.isCompletedExceptionally();
  }
}
