package cwm.simulation.hosts;

import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import java.time.Duration;

/// A program that is a node, and prints which peers come and go.
final class TalkingNode {
  private TalkingNode() {}

  /// Runs until it is killed.
  ///
  /// @param args node id, address, heartbeat interval in milliseconds, and perhaps a peer's address
  public static void main(String[] args) throws Exception {
    Node node =
        Node.start(
            NodeConfig.builder(args[0])
                .listenAddress(args[1])
                .heartbeatInterval(Duration.ofMillis(Long.parseLong(args[2])))
                .build());
    node.addPeerListener(
        new PeerListener() {
          private int upCount;
          private int downCount;

          @Override
          public void peerUp(PeerInfo peer) {
            System.out.println("up " + ++upCount + " " + peer.nodeId());
          }

          @Override
          public void peerDown(PeerInfo peer, String reason) {
            System.out.println("down " + ++downCount + " " + peer.nodeId() + ": " + reason);
          }
        });
    System.out.println("listening");
    if (args.length > 3) {
      node.connect(args[3]);
    }
    Thread.currentThread().join(); // for ever
  }
}
