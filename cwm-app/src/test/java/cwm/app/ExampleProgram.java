package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of `examples/` in a process of its own, which ends with the test.
final class ExampleProgram implements AutoCloseable {
  private static final long SECONDS_MAX = 120;

  private final Process process;
  private final BufferedReader output;

  private ExampleProgram(Process process) {
    this.process = process;
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// @param source such as `basic-ipc/BasicIpc.java`
  static ExampleProgram start(String source, String... args) throws IOException {
    List<String> command =
        CommandProcess.java(CommandRun.ROOT.resolve("examples").resolve(source).toString());
    command.addAll(List.of(args));
    // What it logs is on standard error, for whoever runs the tests.
    return new ExampleProgram(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /// What the first line of its output says after `beginning`.
  String firstLineAfter(String beginning) throws IOException {
    String line = output.readLine();
    assertThat(line).startsWith(beginning);
    return line.substring(beginning.length());
  }

  /// The lines of its output that were not read yet, once it has ended well.
  List<String> remainingLines() throws InterruptedException {
    List<String> lines = output.lines().toList();
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
