package cwm.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What came of a process.
record CommandProcess(int exitCode, String out, String err) {
  private static final int SECONDS_MAX = 120;

  /// Where the classes of the command are, from wherever the tests got them; and those of the
  /// tests.
  static List<URI> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toUri())
        .toList();
  }

  /// How to start the JVM of the tests with their class path, for a moment or so.
  static List<String> java(String... mainAndArguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(mainAndArguments));
    return command;
  }

  /// Runs the command in a process, as a shell function that `java` and this class path make.
  static String shellFunction(String name) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path =
        classPath().stream()
            .map(origin -> Path.of(origin).toString())
            .collect(joining(File.pathSeparator));
    // Started often and for a moment only.
    return "%s() { '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' cwm.app.Main \"$@\"; }\n"
        .formatted(name, java, path);
  }

  /// Runs a program in `folder` to its end, without what whoever runs the tests has configured for
  /// cwm.
  ///
  /// @param environment added to that of this process; an empty value removes a variable
  static CommandProcess run(Path folder, Map<String, String> environment, String... command) {
    Path out = temporary();
    Path err = temporary();
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("CWM_"));
      builder.environment().put("XDG_CONFIG_HOME", folder.toAbsolutePath().toString());
      new HashMap<>(environment)
          .forEach(
              (name, value) -> {
                if (value.isEmpty()) {
                  builder.environment().remove(name);
                } else {
                  builder.environment().put(name, value);
                }
              });
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("still running: " + String.join(" ", command));
      }
      return new CommandProcess(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("cwm-test", ".txt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
