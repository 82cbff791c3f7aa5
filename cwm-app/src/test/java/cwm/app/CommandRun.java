package cwm.app;

import cwm.app.config.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What came of a command line, run in this JVM.
///
/// @param out what went to standard output
/// @param err what went to standard error
record CommandRun(ExitCode exitCode, String out, String err) {
  /// The project's root, where examples and documents are.
  static final Path ROOT =
      Path.of(System.getProperty("cwm.root", "..")).toAbsolutePath().normalize();

  /// Nothing configured, whoever runs the tests.
  static final Surroundings BARE =
      new Surroundings(Path.of(""), Map.of(), Path.of("no-such-file.toml"));

  /// Runs a command line without input. Paths may be given as such.
  static CommandRun of(Object... args) {
    return run("", BARE, args);
  }

  /// Runs a command line with this text on standard input.
  static CommandRun withInput(String input, Object... args) {
    return run(input, BARE, args);
  }

  /// Runs a command line where `folder` may have a `cwm.toml`, with these environment variables
  /// only.
  static CommandRun in(Path folder, Map<String, String> variables, Object... args) {
    return run("", new Surroundings(folder, variables, BARE.systemFile()), args);
  }

  private static CommandRun run(String input, Surroundings surroundings, Object... args) {
    var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] texts = List.of(args).stream().map(Object::toString).toArray(String[]::new);
    ExitCode exitCode = Command.run(texts, surroundings, new Console(in, out, err, false));
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
