package cwm.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command, or a program that runs it, in a process that stays up, and what it has printed so
/// far. Ends with the test.
final class RunningNode implements AutoCloseable {
  private static final long SECONDS_MAX = 120;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Process process;
  private final Path folder;
  private final Path out;
  private final Path log;

  private RunningNode(Process process, Path folder, Path out, Path log) {
    this.process = process;
    this.folder = folder;
    this.out = out;
    this.log = log;
  }

  /// Starts the command in a folder, without what whoever runs the tests has configured for cwm.
  static RunningNode start(Path folder, Map<String, String> variables, List<String> args)
      throws IOException {
    List<String> command = CommandProcess.java(Main.class.getName());
    command.addAll(args);
    return run(folder, variables, command);
  }

  /// The same with any program.
  static RunningNode run(Path folder, Map<String, String> variables, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(folder, "node", ".out");
    Path log = Files.createTempFile(folder, "node", ".log");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CWM_"));
    builder.environment().put("XDG_CONFIG_HOME", folder.toAbsolutePath().toString());
    builder.environment().putAll(variables);
    return new RunningNode(builder.start(), folder, out, log);
  }

  /// Waits until the node has printed a message that matches, and returns the first group, or all.
  String awaitPrinted(String regex) {
    Pattern pattern = Pattern.compile(regex);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (true) {
      boolean isOver = !process.isAlive() || System.nanoTime() > end;
      String text = printed();
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) {
        return matcher.group(Math.min(1, matcher.groupCount()));
      }
      if (isOver) {
        throw new AssertionError("nothing like '" + regex + "' in\n" + text);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// How often something was printed.
  int count(String text) {
    return Collections.frequency(printed().lines().map(line -> line.contains(text)).toList(), true);
  }

  /// All it has printed so far on standard error, where messages go.
  String printed() {
    return read(log);
  }

  /// All it has printed so far on standard output, where results go.
  String result() {
    return read(out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends a signal, `TERM` or `INT`.
  void signal(String name) {
    CommandProcess kill =
        CommandProcess.run(folder, Map.of(), "kill", "-" + name, Long.toString(process.pid()));
    if (kill.exitCode() != 0) {
      throw new AssertionError(kill.err());
    }
  }

  /// The exit code, once it has ended.
  int exitCode() throws InterruptedException {
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + printed());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
