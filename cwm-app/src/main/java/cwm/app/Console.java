package cwm.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The streams of the process. Results go to `out`, everything for people to `err`.
final class Console {
  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final boolean isTerminal;

  /// @param isTerminal whether `err` is a terminal, so that progress may be shown there
  Console(InputStream in, OutputStream out, OutputStream err, boolean isTerminal) {
    this.in = in;
    this.out = out;
    this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    this.isTerminal = isTerminal;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /// Prints text as a result.
  ///
  /// @throws CommandException if that cannot be done
  void write(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new CommandException("cannot write to standard output: " + e.getMessage());
    }
  }

  boolean isTerminal() {
    return isTerminal;
  }

  /// Prints a line for people.
  void say(String line) {
    err.println("cwm: " + line);
  }

  /// Prints text for people as it is.
  void print(String text) {
    err.print(text);
    err.flush();
  }
}
