package cwm.ipc;

import cwm.ipc.message.IpcMessage;

/// Takes messages of one type.
@FunctionalInterface
public interface MessageHandler<M extends IpcMessage> {
  /// Takes one message. Those of one peer and channel come one after another; as long as a handler
  /// blocks, only they wait.
  ///
  /// A handler that waits for room to send may deadlock with its like on the other side: there,
  /// take [Node#sendAsync]. One that waits for an answer of the peer it handles a message of may
  /// wait in vain if that peer sends much on the same channel: the answer comes by the same link,
  /// which is not read while a mebibyte waits to be handled.
  ///
  /// @throws Exception is logged, and sent as the answer to a request
  void handle(Received<M> received) throws Exception;
}
