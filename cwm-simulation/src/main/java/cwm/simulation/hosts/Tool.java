package cwm.simulation.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Programs of the system that do one thing and end, such as `ip` and `mount`.
final class Tool {
  private static final long SECONDS_MAX = 20;

  private Tool() {}

  /// Runs a program and gives what it prints.
  ///
  /// @throws IOException if there is no such program, or it fails; with what it says
  static String run(String... command) throws IOException {
    return run("", List.of(command));
  }

  /// Runs a program that reads `input`, of a few kilobytes at most, and gives what it prints.
  ///
  /// @throws IOException if there is no such program, or it fails; with what it says
  static String run(String input, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException _) {
      // It ended without reading; its output says why.
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": still running");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(String.join(" ", command));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " gave " + process.exitValue() + ": " + output);
    }
    return output;
  }

  /// Does things in order, all of them even if some fail.
  ///
  /// @throws IOException the first failure, with the others as suppressed
  static void doAll(List<Action> actions) throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (Action action : actions) {
      try {
        action.run();
      } catch (IOException e) {
        failures.add(e);
      } catch (RuntimeException | AssertionError e) {
        failures.add(new IOException(e));
      }
    }
    if (!failures.isEmpty()) {
      IOException first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  /// One thing to do.
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }
}
