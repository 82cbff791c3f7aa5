package cwm.jena.sparql;

/// A request that cannot be read or answered. The message says where, what, and what would be
/// right.
public final class SparqlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Why there is no answer.
  public enum Kind {
    /// The text is no SPARQL.
    MALFORMED,
    /// It asks for what is not allowed here.
    FORBIDDEN,
    /// It took longer than it may, or was cancelled.
    TIMED_OUT,
    /// There is no room for what it adds.
    NO_ROOM,
    /// What it asks for is not there now, and may be later.
    UNAVAILABLE,
    /// It could not be evaluated.
    FAILED
  }

  private final Kind kind;

  /// Says why there is no answer.
  ///
  /// @param message for users, in one line
  public SparqlException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
