package cwm.ipc;

/// Hears of sessions that begin and end, one call at a time; also of those with tools
/// ([PeerInfo#isTool]).
public interface PeerListener {
  /// There is a session with the peer.
  default void peerUp(PeerInfo peer) {}

  /// The session is over: what had not arrived is lost, and pending requests have failed. Messages
  /// that had arrived may still be delivered.
  ///
  /// @param reason for people
  default void peerDown(PeerInfo peer, String reason) {}
}
