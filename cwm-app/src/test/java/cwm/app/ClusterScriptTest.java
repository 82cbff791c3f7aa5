package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `examples/cluster.sh`, with the classes under test in place of `./cwm`.
class ClusterScriptTest {
  @TempDir Path folder;

  @BeforeEach
  void copyScript() throws IOException {
    Path examples = Files.createDirectory(folder.resolve("examples"));
    for (String name : List.of("cluster.sh", "family.n3")) {
      Files.copy(CommandRun.ROOT.resolve("examples").resolve(name), examples.resolve(name));
    }
    Path cwm = folder.resolve("cwm");
    Files.writeString(
        cwm,
        "#!/usr/bin/env bash\n"
            + "exec '"
            + String.join("' '", CommandProcess.java(Main.class.getName()))
            + "' \"$@\"\n");
    assertThat(cwm.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void threeNodesPrintWhatOnePrints() throws IOException {
    CommandProcess script =
        CommandProcess.run(
            folder,
            Map.of("PORT", Integer.toString(freePort()), "PATIENCE", "90"),
            "bash",
            "examples/cluster.sh");

    assertThat(script.exitCode()).as(script.err()).isZero();
    assertThat(script.err())
        .contains("node-1", "node-2", "node-3 is killed", "loaded 25 statements");
    assertThat(statements(script.out()))
        .isEqualTo(ofOneMachine(folder.resolve("examples/family.n3")));
  }

  @Test
  void staysForWhoWantsToLook() throws Exception {
    int port = freePort();
    Map<String, String> variables =
        Map.of(
            "PORT",
            Integer.toString(freePort()),
            "HTTP_PORT",
            Integer.toString(port),
            "PATIENCE",
            "110");
    try (RunningNode script =
            RunningNode.run(folder, variables, List.of("bash", "examples/cluster.sh", "--stay"));
        var client = HttpClient.newHttpClient()) {
      script.awaitPrinted("Ctrl-C ends all");
      for (int i = 0; i < 3; i++) {
        String url = "http://127.0.0.1:%d/".formatted(port + i);
        assertThat(script.printed()).contains("look at " + url);
        HttpRequest asking = HttpRequest.newBuilder(URI.create(url + "node/view")).build();
        assertThat(client.send(asking, BodyHandlers.ofString()).body())
            .contains("\"node_id\": \"node-" + (i + 1) + "\"")
            .contains("\"id\": \"node-1\"", "\"id\": \"node-2\"", "\"id\": \"node-3\"");
      }
      script.signal("TERM");
      script.exitCode();
    }
  }

  /// The first of three free ones in a row, none of which the system gives to connections.
  private static int freePort() throws IOException {
    var random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = random.nextInt(15_000, 32_000);
      if (IntStream.range(first, first + 3).allMatch(ClusterScriptTest::isFree)) {
        return first;
      }
    }
    throw new IOException("no three free ports in a row");
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private Set<String> statements(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("dump.n3"), text);
    return ofOneMachine(file);
  }

  private Set<String> ofOneMachine(Path file) {
    CommandRun run = CommandRun.in(folder, Map.of(), file, "--think", "--data", "--ntriples");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.out().lines().collect(Collectors.toSet());
  }
}
