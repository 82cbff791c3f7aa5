package cwm.cluster;

/// A session with the cluster, which locks and places in queues and barriers belong to.
///
/// The leader ends it a full lease after it heard a renewal; this node counts the lease from before
/// it sent that renewal, so it gives up first. Events change it; any thread may read it.
class ClusterSession {
  /// Clocks of different machines do not run equally fast: a holder's lease is shorter by this
  /// part.
  private static final int MARGIN_DIVISOR = 20;

  private final long id;
  private final long leaseNanos;
  private volatile long beginNanos;
  private volatile boolean isOver;

  /// @param sentNanos when the command that opened it was first sent
  ClusterSession(long id, long leaseNanos, long sentNanos) {
    this.id = id;
    this.leaseNanos = leaseNanos;
    beginNanos = sentNanos;
  }

  final long id() {
    return id;
  }

  /// When the lease began that holds now, by the node's [cwm.ipc.transport.Timers#nanoTime].
  final long beginNanos() {
    return beginNanos;
  }

  /// Notes that a renewal is committed that was first sent at `sentNanos`.
  void renewed(long sentNanos) {
    beginNanos = sentNanos;
  }

  final void end() {
    isOver = true;
  }

  /// How long it is known to last, in nanoseconds; not positive if it may be over.
  final long leftNanos(long nowNanos) {
    return isOver ? 0 : beginNanos + leaseNanos - leaseNanos / MARGIN_DIVISOR - nowNanos;
  }

  final boolean isValid(long nowNanos) {
    return leftNanos(nowNanos) > 0;
  }
}
