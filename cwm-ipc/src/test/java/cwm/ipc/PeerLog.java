package cwm.ipc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What a node's listeners hear, in order.
final class PeerLog implements PeerListener {
  /// Node ids of peers with a new session.
  final Queue<String> ups = new ConcurrentLinkedQueue<>();

  /// Node ids of peers whose session is over.
  final Queue<String> downs = new ConcurrentLinkedQueue<>();

  /// Why these sessions were over.
  final Queue<String> reasons = new ConcurrentLinkedQueue<>();

  /// What `node` tells from now on.
  static PeerLog of(Node node) {
    var log = new PeerLog();
    node.addPeerListener(log);
    return log;
  }

  @Override
  public void peerUp(PeerInfo peer) {
    ups.add(peer.nodeId());
  }

  @Override
  public void peerDown(PeerInfo peer, String reason) {
    downs.add(peer.nodeId());
    reasons.add(reason);
  }
}
