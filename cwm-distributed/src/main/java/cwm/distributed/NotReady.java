package cwm.distributed;

import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.ForceSet;
import cwm.ipc.message.IpcMessage.LoadEnd;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.TripleData;
import java.util.List;

/// Answers tools that ask a node before it takes part in reasoning, so that they know to ask again.
public final class NotReady {
  private static final String CODE = "NOT_READY";

  private static final List<Class<? extends IpcMessage>> TYPES =
      List.of(
          PartitionsRequest.class,
          CopiesRequest.class,
          ForceSet.class,
          TripleData.class,
          LoadEnd.class,
          Query.class);

  private NotReady() {}

  /// Has the node answer so, until a [DistributedReasoner] takes these messages.
  public static void answer(Node node) {
    TYPES.forEach(type -> answer(node, type));
  }

  private static <M extends IpcMessage> void answer(Node node, Class<M> type) {
    node.on(
        type,
        received -> {
          if (received.isRequest()) {
            String reason = "'" + node.id() + "' takes no part in its cluster yet";
            var _ = received.replyAsync(new ErrorReply(CODE, reason));
          }
        });
  }

  /// Whether a node has answered so.
  public static boolean isMeantBy(IpcException failure) {
    return failure.code() == IpcException.Code.REQUEST_FAILED
        && IpcException.messageOf(failure).contains(CODE);
  }
}
