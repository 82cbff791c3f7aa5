package cwm.rdf.n3;

import cwm.rdf.RdfException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Turns a failure to read bytes into the module's exception, in words for the user.
public final class ReadFailure {
  static final String CODE = "CANNOT_READ";

  private ReadFailure() {}

  /// `CANNOT_READ`, in words for the user.
  ///
  /// @param name the document's name as the user wrote it
  public static RdfException of(String name, IOException cause) {
    return new RdfException(CODE, "cannot read " + name + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "access denied";
      case EOFException _ -> "the compressed data ends too early; was the file cut short?";
      case ZipException e -> "the compressed data is damaged (" + textOf(e) + ")";
      default -> textOf(cause);
    };
  }

  private static String textOf(IOException cause) {
    @Nullable String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
