package cwm.cluster.state;

/// Bytes that are no command, outcome or snapshot. The message says of what, where and why.
public final class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Stable names of reasons.
  public enum Code {
    /// A later release wrote them; this one must be brought up to date to read them.
    NEWER_VERSION,
    /// Nobody of this release or an earlier one wrote them.
    MALFORMED
  }

  private final Code code;

  FormatException(Code code, String message) {
    super(message);
    this.code = code;
  }

  FormatException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// The reason, for programs.
  public Code code() {
    return code;
  }
}
