package cwm.cluster;

import cwm.cluster.Replica.Listener;

/// Makes those parts of a [Core] in whose place tests put faulty ones, to see that the faults are
/// noticed.
class Parts {
  Replica replica(EventLoop loop, Listener listener) {
    return new Replica(loop, listener);
  }

  ClusterSession session(long id, long leaseNanos, long sentNanos) {
    return new ClusterSession(id, leaseNanos, sentNanos);
  }
}
