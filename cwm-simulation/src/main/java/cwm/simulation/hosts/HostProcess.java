package cwm.simulation.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A process on a host. What it prints goes to files, which outlive it until the test ends.
///
/// Signals reach the program itself, not something that started it. All methods may be called on
/// any thread; those that wait do so on the caller's.
public final class HostProcess implements AutoCloseable {
  private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(20);
  private static final int TAIL_LINES = 40;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;
  private volatile String fate = "";

  private HostProcess(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// @param name for people, and of the files
  /// @param directory where it works
  static HostProcess start(
      String name, List<String> command, Map<String, String> environment, Path directory, Path logs)
      throws IOException {
    Path out = logs.resolve(name + ".out");
    Path err = logs.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // What whoever runs the tests has configured for cwm is none of the test's business.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("CWM_"));
    builder.environment().put("XDG_CONFIG_HOME", directory.toString());
    builder.environment().putAll(environment);
    builder.environment().put(Leftovers.OWNER, Leftovers.owner());
    var process = new HostProcess(name, builder.start(), out, err);
    ProcessLogs.add(process);
    return process;
  }

  /// For people.
  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it has printed so far, whole lines only.
  public List<String> stdout() {
    return lines(out);
  }

  /// What it has said on standard error so far, whole lines only.
  public List<String> stderr() {
    return lines(err);
  }

  /// Waits for a line on standard output and returns it. Lines that came before count too.
  ///
  /// @throws AssertionError if there is none in time, or the process has ended without one
  public String awaitStdout(Predicate<String> line, Duration patience) {
    return awaitLine(out, line, patience);
  }

  /// Waits for a line on standard error and returns it. Lines that came before count too.
  ///
  /// @throws AssertionError if there is none in time, or the process has ended without one
  public String awaitStderr(Predicate<String> line, Duration patience) {
    return awaitLine(err, line, patience);
  }

  private String awaitLine(Path file, Predicate<String> line, Duration patience) {
    String what = "the line in " + file.getFileName();
    try {
      return Waiting.answer(what, patience, () -> findLine(file, line));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + tail(), e);
    }
  }

  private Optional<String> findLine(Path file, Predicate<String> line) {
    boolean isOver = !isAlive(); // before its last words are read
    Optional<String> found = lines(file).stream().filter(line).findFirst();
    if (found.isEmpty() && isOver) {
      throw new AssertionError("it ended without the line in " + file.getFileName());
    }
    return found;
  }

  /// Ends it as `kill -9` does. Returns once it is gone.
  public void kill9() {
    fate = ", killed by the test";
    process.destroyForcibly();
    awaitEnd(SIGNAL_PATIENCE);
  }

  /// Asks it to end (SIGTERM), and does not wait for it.
  public void terminate() {
    fate = ", told to end by the test";
    process.destroy();
  }

  /// Makes it stand still (SIGSTOP). Returns once it does; its connections stay open.
  public void stop() throws IOException {
    signal("STOP");
    Waiting.await(name + " to stand still", SIGNAL_PATIENCE, () -> state() == 'T');
  }

  /// Lets it go on after [#stop] (SIGCONT).
  public void resume() throws IOException {
    signal("CONT");
    Waiting.await(name + " to go on", SIGNAL_PATIENCE, () -> state() != 'T');
  }

  private void signal(String signal) throws IOException {
    // The shell's own `kill`: the program is in a package that small systems lack.
    Tool.run("sh", "-c", "kill -" + signal + " " + pid());
  }

  /// What the system says of it: `T` if it stands still.
  private char state() {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
      // After the name of the program, which is in parentheses and may hold some itself.
      return line.charAt(line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is gone", e);
    }
  }

  /// Waits until it has ended.
  ///
  /// @return its exit code; 128 and the number of the signal, if it ended by one
  /// @throws AssertionError if it has not ended in time
  public int awaitExit(Duration patience) {
    if (!awaitEnd(patience)) {
      throw new AssertionError("not within " + patience + ": the end of\n" + tail());
    }
    return process.exitValue();
  }

  /// @return whether it has ended
  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The exit code, once it has ended.
  public OptionalInt exitCode() {
    return isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /// What it last printed, and whether it lives, for people.
  public String tail() {
    String life = isAlive() ? "alive" : "exit code " + process.exitValue();
    return "%s (pid %d, %s%s)%n%s%s"
        .formatted(name, pid(), life, fate, lastLines(out), lastLines(err));
  }

  private static String lastLines(Path file) {
    List<String> lines = text(file).lines().toList();
    int start = Math.max(0, lines.size() - TAIL_LINES);
    return "--- %s, lines %d to %d%n%s%n"
        .formatted(
            file, start + 1, lines.size(), String.join("\n", lines.subList(start, lines.size())));
  }

  /// Kills it, if it still lives.
  @Override
  public void close() {
    if (isAlive()) {
      kill9();
    }
  }

  private static List<String> lines(Path file) {
    String text = text(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8); // it may end within a character
    } catch (NoSuchFileException _) {
      return ""; // the directory of the test is gone already
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
