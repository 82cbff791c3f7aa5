package cwm.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// What came of a command line, run in this JVM.
///
/// @param out what went to standard output
/// @param err what went to standard error
record CommandRun(ExitCode exitCode, String out, String err) {
  /// The project's root, where examples and documents are.
  static final Path ROOT =
      Path.of(System.getProperty("cwm.root", "..")).toAbsolutePath().normalize();

  /// Runs a command line without input.
  static CommandRun of(Object... args) {
    return withInput("", args);
  }

  /// Runs a command line with this text on standard input. Paths may be given as such.
  static CommandRun withInput(String input, Object... args) {
    var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] texts = List.of(args).stream().map(Object::toString).toArray(String[]::new);
    ExitCode exitCode = Command.run(texts, new Console(in, out, err, false));
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
