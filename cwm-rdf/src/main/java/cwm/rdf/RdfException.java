package cwm.rdf;

/// What goes wrong in reading, writing and storing RDF through the caller's or the world's fault.
///
/// The message says what, where and what would be right; [#code()] is stable and for programs.
public class RdfException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  public RdfException(String code, String message) {
    super(message);
    this.code = code;
  }

  public RdfException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// The stable name of the kind of error, such as `TERM_TOO_DEEP`.
  public String code() {
    return code;
  }
}
