package cwm.cluster.log;

/// Who takes part in a log: a node, and which life of it.
///
/// A node that lost its log is not the member it was: it must not vote for it again. So it takes a
/// new incarnation.
///
/// @param incarnation a UUID that is kept with the log
public record MemberId(String nodeId, String incarnation) {

  /// Reads `node-id/incarnation`.
  ///
  /// @throws IllegalArgumentException if it is no such text
  public static MemberId parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      throw new IllegalArgumentException("'" + text + "' is not node-id/incarnation");
    }
    return new MemberId(text.substring(0, slash), text.substring(slash + 1));
  }

  /// `node-id/incarnation`.
  @Override
  public String toString() {
    return nodeId + "/" + incarnation;
  }
}
