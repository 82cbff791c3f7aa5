package cwm.cluster.log;

/// Whether a member may answer a linearizable read.
public sealed interface ReadResult {
  /// All that was committed when the read was asked for is applied here.
  record UpToDate() implements ReadResult {}

  /// That could not be made sure.
  ///
  /// @param reason for people
  record Unavailable(String reason) implements ReadResult {}
}
