package cwm.reasoner;

/// A program that cannot be run, or a run that had to stop, through the caller's fault.
///
/// The message says what, where and what would be right; [#code()] is stable and for programs.
public final class ReasonerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  public ReasonerException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// The stable name of the kind of error, such as `NOT_STRATIFIED`.
  public String code() {
    return code;
  }
}
