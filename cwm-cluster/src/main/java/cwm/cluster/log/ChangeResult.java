package cwm.cluster.log;

/// What became of a change of a log's configuration, or of a transfer of leadership.
public sealed interface ChangeResult {
  record Done() implements ChangeResult {}

  /// Nothing has changed, as far as is known.
  ///
  /// @param isFinal whether the same change is in vain; else it may be tried again
  /// @param reason for people
  record Failed(boolean isFinal, String reason) implements ChangeResult {}
}
