package cwm.ipc;

import java.util.concurrent.atomic.LongAdder;

/// Messages and bytes, counted by any number of threads.
final class Counts {
  final LongAdder messagesSent = new LongAdder();
  final LongAdder messagesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();

  void sent(long bytes) {
    messagesSent.increment();
    bytesSent.add(bytes);
  }

  void received(long bytes) {
    messagesReceived.increment();
    bytesReceived.add(bytes);
  }

  void add(Counts other) {
    messagesSent.add(other.messagesSent.sum());
    messagesReceived.add(other.messagesReceived.sum());
    bytesSent.add(other.bytesSent.sum());
    bytesReceived.add(other.bytesReceived.sum());
  }

  NodeStats with(int activeConnections, int pendingMessages, long uptimeSecs) {
    return new NodeStats(
        messagesSent.sum(),
        messagesReceived.sum(),
        bytesSent.sum(),
        bytesReceived.sum(),
        activeConnections,
        pendingMessages,
        uptimeSecs);
  }
}
