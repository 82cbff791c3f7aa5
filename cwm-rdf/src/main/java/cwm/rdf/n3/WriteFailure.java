package cwm.rdf.n3;

import cwm.rdf.RdfException;
import java.io.IOException;
import java.util.Locale;

/// Turns a failure to write bytes into the module's exception, in words for the user.
public final class WriteFailure {
  private WriteFailure() {}

  /// `PIPE_CLOSED` if whoever read the output went away, else `CANNOT_WRITE`.
  public static RdfException of(IOException cause) {
    // The JDK has no type for it; the text is the operating system's (EPIPE) or
    // PipedOutputStream's.
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return reason.toLowerCase(Locale.ROOT).contains("pipe")
        ? new RdfException("PIPE_CLOSED", "nobody reads the output any more: " + reason, cause)
        : new RdfException("CANNOT_WRITE", "cannot write the output: " + reason, cause);
  }
}
