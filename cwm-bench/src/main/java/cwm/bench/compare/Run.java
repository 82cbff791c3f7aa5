package cwm.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One process that has been measured.
///
/// @param usage up to its end; of one that was killed, up to then
/// @param exitCode of the process, if the time did not run out
/// @param output where its standard output is
/// @param errors where its standard error is
record Run(Figures.Usage usage, int exitCode, boolean isTimedOut, Path output, Path errors) {

  boolean isComplete() {
    return exitCode == 0 && !isTimedOut;
  }

  String outputText() {
    return text(output);
  }

  String errorText() {
    return text(errors);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
