package cwm.ipc.transport;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// What went wrong on a connection, in words that help.
final class Failures {
  /// How the epoll transport begins what it has to say.
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private Failures() {}

  /// Why nothing could be opened to `address`.
  static IpcException connecting(Address address, Duration timeout, Throwable cause) {
    return switch (cause) {
      case IpcException known -> known;
      case ConnectTimeoutException _ -> timeout(address, timeout);
      case SSLException tls -> badCredentials("link to " + address, tls);
      case UnknownHostException _ ->
          new IpcException(
              Code.UNREACHABLE,
              address
                  + ": no host of this name is known; check its spelling, or write an IP address",
              cause);
      default ->
          new IpcException(
              Code.UNREACHABLE,
              address
                  + " cannot be reached: "
                  + reason(cause)
                  + "; check the address, and that a node listens there",
              cause);
    };
  }

  static IpcException timeout(Address address, Duration timeout) {
    return new IpcException(
        Code.TIMEOUT,
        address
            + " did not answer within "
            + timeout.toMillis()
            + " ms; check the address and firewalls, or raise [ipc] connection_timeout_ms");
  }

  /// Why nothing can listen at `address`.
  static IpcException listening(Address address, Throwable cause) {
    String reason = reason(cause);
    return reason.contains("in use")
        ? inUse(address, cause)
        : new IpcException(
            Code.BAD_ADDRESS,
            "cannot listen at "
                + address
                + ": "
                + reason
                + (address instanceof Address.Unix
                    ? "; the directory must exist, and this user be allowed to write there"
                    : "; set [ipc] listen_address to an address of this machine"),
            cause);
  }

  static IpcException inUse(Address address, Throwable cause) {
    return new IpcException(
        Code.ADDRESS_IN_USE,
        "somebody else listens at "
            + address
            + "; end that process, or choose another [ipc] listen_address",
        cause);
  }

  /// Why an open link ended, or a TLS handshake failed.
  ///
  /// @param link names the link
  static IpcException lost(Object link, Throwable cause) {
    Throwable root =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    return switch (root) {
      case IpcException known -> known;
      case NotSslRecordException _ ->
          new IpcException(
              Code.BAD_CREDENTIALS,
              link
                  + ": the other side does not speak TLS; set [security] tls_certificate, tls_key"
                  + " and tls_ca on both, or on none",
              cause);
      case SSLException tls -> badCredentials(link, tls);
      default -> new IpcException(Code.SESSION_LOST, link + " was lost: " + reason(root), cause);
    };
  }

  private static IpcException badCredentials(Object link, SSLException tls) {
    String reason = tls.getMessage(); // what it wraps are codes
    return badCredentials(link, reason == null ? "TLS failed" : reason, tls);
  }

  static IpcException badCredentials(Object link, String reason, Throwable cause) {
    return new IpcException(
        Code.BAD_CREDENTIALS,
        link
            + ": no agreement on certificates ("
            + reason
            + "); both sides need certificates of the same authority that have not expired, set as"
            + " [security] tls_certificate, tls_key and tls_ca",
        cause);
  }

  private static String name(Throwable cause) {
    return cause instanceof FileNotFoundException
        ? "there is no such socket"
        : cause.getClass().getSimpleName();
  }

  /// The innermost message, without the name and number of a system call, since outer ones repeat
  /// it.
  private static String reason(Throwable cause) {
    String reason = null;
    for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
      reason = inner.getMessage() == null ? reason : inner.getMessage();
    }
    return reason == null ? name(cause) : SYSTEM_CALL.matcher(reason).replaceFirst("");
  }
}
