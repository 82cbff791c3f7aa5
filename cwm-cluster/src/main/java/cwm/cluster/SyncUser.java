package cwm.cluster;

/// What this node needs a session for: a wish for a lock, or an arrival at a barrier. Called by
/// events.
sealed interface SyncUser permits LockRequest, BarrierEntry {
  /// Begins: what it asks for is asked for once there is a session.
  void begin();

  /// There is a session, which was asked for by [SyncClient#withSession].
  void sessionOpened(ClusterSession session);

  /// The session is over, and with it all that the cluster kept for it.
  void sessionLost();

  /// An answer may have passed unnoticed.
  void askAgain();

  /// It comes to nothing.
  void fail(ClusterException why);
}
