package cwm.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The specification's "Basic IPC Setup", `examples/basic-ipc`, as two processes.
class BasicIpcTest {
  private static final Path PROGRAM = CommandRun.ROOT.resolve("examples/basic-ipc/BasicIpc.java");
  private static final String LISTENING = "listening on ";
  private static final long SECONDS_MAX = 60;

  private static Process start(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                PROGRAM.toString()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void awaitEnd(Process process) throws InterruptedException {
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /// Starts a node that answers, then one that asks it, and returns what they printed once both
  /// have ended.
  static List<String> converse() throws IOException, InterruptedException {
    Process answering = start("node-2", "127.0.0.1:0");
    Process asking = null;
    try {
      BufferedReader answered = output(answering);
      String first = answered.readLine();
      assertThat(first).startsWith(LISTENING);
      asking = start("node-1", "127.0.0.1:0", first.substring(LISTENING.length()));
      String asked = output(asking).lines().collect(joining("\n", "", "\n"));
      String rest = answered.lines().collect(joining("\n", "", "\n"));
      awaitEnd(asking);
      awaitEnd(answering);
      return List.of(rest, asked);
    } finally {
      answering.destroyForcibly();
      if (asking != null) {
        asking.destroyForcibly();
      }
    }
  }

  @Test
  void oneNodeAsksAndTheOtherAnswers() throws Exception {
    assertThat(converse())
        .containsExactly(
            "node-1 asks Pattern[subject=?who, predicate=<http://example.org/is>,"
                + " object=\"mortal\"]\n",
            """
            node-2 is there
            query-1: [Bindings[terms={who=<http://example.org/socrates>}]]
            """);
  }
}
