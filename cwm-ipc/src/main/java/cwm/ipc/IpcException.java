package cwm.ipc;

import java.util.Objects;

/// What goes wrong between nodes through the caller's or the world's fault.
///
/// The message says what, where and what would be right; [#code()] is stable and for programs.
public class IpcException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// The kinds of error.
  public enum Code {
    /// The address cannot be read, or not by this transport.
    BAD_ADDRESS,
    /// Somebody else listens there.
    ADDRESS_IN_USE,
    /// Nobody answers there.
    UNREACHABLE,
    /// No answer in time.
    TIMEOUT,
    /// The other side would not talk, and its reason is in the message.
    REFUSED,
    /// No session with a peer of that name.
    UNKNOWN_PEER,
    /// The session ended; what had not arrived is lost.
    SESSION_LOST,
    /// Bytes that are no message.
    MALFORMED,
    /// A message larger than the limit.
    TOO_LARGE,
    /// The peer could not answer a request, and its reason is in the message.
    REQUEST_FAILED,
    /// A key or certificate that cannot be used.
    BAD_CREDENTIALS,
    /// The node was closed.
    CLOSED
  }

  private final Code code;

  public IpcException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public IpcException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  /// What a failure says of itself, or else its name.
  public static String messageOf(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }
}
