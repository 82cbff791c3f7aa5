package cwm.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs commands one at a time under `/usr/bin/time`, which adds up a process and all below it, and
/// keeps what they print.
final class Stopwatch {
  private static final String TIME = "/usr/bin/time";
  private static final Duration KILL_INTERVAL = Duration.ofMillis(500);

  private final Path logs;
  private final Duration timeout;
  private volatile @Nullable Process running;

  /// @param logs the directory for what commands print
  /// @param timeout wall time after which a command is killed
  Stopwatch(Path logs, Duration timeout) {
    this.logs = logs;
    this.timeout = timeout;
    Runtime.getRuntime().addShutdownHook(new Thread(this::killRunning));
  }

  Duration timeout() {
    return timeout;
  }

  /// @throws CompareException if there is no GNU time
  void requireTime() {
    String help = "measuring needs GNU time as " + TIME + ": apt install time";
    if (!Files.isExecutable(Path.of(TIME))) {
      throw new CompareException(help);
    }
    if (Figures.usage(Shell.text(List.of(TIME, "-f", Figures.USAGE_FORMAT, "true"))).isEmpty()) {
      throw new CompareException(help + "; another one is there");
    }
  }

  /// Runs a command in `directory` to its end, or kills it when the time is up.
  ///
  /// @param label names the files in which its output is kept
  Run run(String label, Path directory, List<String> command) {
    try {
      Files.createDirectories(logs);
      Path output = logs.resolve(label + ".out");
      Path errors = logs.resolve(label + ".err");
      Path usage = logs.resolve(label + ".time");
      List<String> timed = new ArrayList<>();
      timed.addAll(List.of(TIME, "-f", Figures.USAGE_FORMAT, "-o", usage.toString()));
      timed.addAll(command);
      Process process =
          new ProcessBuilder(timed)
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      boolean isTimedOut = !endsInTime(process);
      Figures.Usage used =
          Figures.usage(Files.readString(usage))
              .orElseThrow(() -> new CompareException("no figures in " + usage));
      return new Run(used, process.exitValue(), isTimedOut, output, errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompareException("interrupted");
    }
  }

  private boolean endsInTime(Process process) throws InterruptedException {
    running = process;
    boolean isInTime = process.waitFor(timeout);
    if (!isInTime) {
      kill(process);
    }
    running = null;
    return isInTime;
  }

  private void killRunning() {
    Process process = running;
    if (process != null) {
      kill(process);
    }
  }

  /// Kills from the leaves up, so that each process is waited for by the one above it and `time`,
  /// which stays, has the figures of all.
  private static void kill(Process time) {
    do {
      time.descendants()
          .filter(process -> process.children().findAny().isEmpty())
          .forEach(ProcessHandle::destroyForcibly);
    } while (!endsWithin(time, KILL_INTERVAL));
  }

  private static boolean endsWithin(Process process, Duration duration) {
    try {
      return process.waitFor(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
