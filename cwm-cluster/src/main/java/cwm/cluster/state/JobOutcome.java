package cwm.cluster.state;

/// How a job may end; the worse the later. The order is part of the format.
public enum JobOutcome {
  /// All facts are where they belong, and if rules run, everything that follows from them.
  DONE,
  /// All facts are where they belong, but the rules did not come to an end.
  THINK_FAILED,
  /// A node was lost or could not go on; who owns what has not changed. To those who asked: it was
  /// tried in vain, and is tried no more.
  BROKEN
}
