package cwm.cluster;

import java.util.Locale;

/// What a node of a cluster is doing.
public enum NodeState {
  /// Follows the current leader, as a voter or as a listener.
  FOLLOWER,
  /// Requests votes for leadership.
  CANDIDATE,
  /// Handles what the cluster is asked for.
  LEADER,
  /// Does not participate: not reached, or not started.
  OFFLINE;

  /// Its name in JSON: `follower`.
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
