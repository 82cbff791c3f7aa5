package cwm.bench.ipc;

import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.util.concurrent.atomic.AtomicLong;

/// The other side of a measurement: answers small requests with themselves, and takes triples in.
///
/// As a process: prints its address and lives until its standard input ends.
final class EchoNode {
  private EchoNode() {}

  static Node start(String address, TransportType transport, SerializationFormat format) {
    Node node =
        Node.start(
            NodeConfig.builder("echo")
                .listenAddress(address)
                .transport(transport)
                .serialization(format)
                .build());
    var tripleCount = new AtomicLong();
    node.on(
        BarrierRelease.class,
        received -> {
          if (received.isRequest()) {
            received.reply(received.message());
          }
        });
    node.on(
        TripleData.class,
        received -> {
          // An empty one asks how many there were.
          long count = tripleCount.addAndGet(received.message().triples().size());
          if (received.isRequest()) {
            received.reply(new BarrierRelease("count", count, ""));
          }
        });
    return node;
  }

  /// Runs the process.
  ///
  /// @param args address, transport, format
  public static void main(String[] args) throws Exception {
    try (Node node =
        start(args[0], TransportType.valueOf(args[1]), SerializationFormat.valueOf(args[2]))) {
      System.out.println(node.address());
      while (System.in.read() >= 0) {
        // Only its end counts.
      }
    }
  }
}
