package cwm.simulation.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What can be done to processes.
@ExtendWith(ProcessLogs.class)
class HostProcessTest {
  @TempDir private Path folder;

  @Test
  void aStoppedProcessGoesOnWhenResumedAndAKilledOneIsGone() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      Host host = hosts.host(0);
      int port = host.freePort();
      HostProcess server = EchoServer.start(host, port);
      try (var client = EchoClient.connect(host, host, port)) {
        server.stop();
        CompletableFuture<Integer> answer = client.send(7);
        assertThat(EchoClient.isMissing(answer)).isTrue();
        server.resume();
        assertThat(answer.get(EchoClient.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(server.exitCode()).isEmpty();
        server.kill9();
        assertThat(server.exitCode()).hasValue(128 + 9);
        assertThatThrownBy(() -> EchoClient.connectBriefly(host, host, port))
            .isInstanceOf(ConnectException.class);
      }
      HostProcess successor = EchoServer.start(host, port);
      successor.terminate();
      assertThat(successor.awaitExit(EchoClient.PATIENCE)).isEqualTo(128 + 15);
    }
  }

  @Test
  @Requires(Facility.NAMESPACES)
  void signalsReachTheProgramInANamespace() throws Exception {
    try (var hosts = TestHosts.inNamespaces(folder, "192.168.1.10")) {
      HostProcess server = EchoServer.start(hosts.host(0), 9000);
      assertThat(ProcessHandle.of(server.pid()).orElseThrow().info().command())
          .hasValueSatisfying(program -> assertThat(program).endsWith("/java"));
      server.terminate();
      assertThat(server.awaitExit(EchoClient.PATIENCE)).isEqualTo(128 + 15);
    }
  }

  @Test
  void aLineThatNeverComesFailsWithWhatWasSaid() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      HostProcess cwm = hosts.host(0).start("cwm", JavaCommand.cwm("--no-such-flag"));
      assertThatThrownBy(() -> cwm.awaitStdout("never"::equals, EchoClient.PATIENCE))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended without the line")
          .hasMessageContaining("exit code 2")
          .hasMessageContaining("--no-such-flag");
    }
  }

  @Test
  void serversRunWithTheLaunchersOptions() throws Exception {
    String script = Files.readString(Path.of(System.getProperty("cwm.root", ".."), "cwm"));
    Matcher options = Pattern.compile("(?s)\\nJVM_OPTIONS=\\((.*?)\\)\\n").matcher(script);
    assertThat(options.find()).isTrue();
    List<String> launcher =
        Pattern.compile("[^\\s\"]+")
            .matcher(options.group(1))
            .results()
            .map(match -> match.group())
            // For commands that run for a moment, and on whole machines.
            .filter(option -> !option.equals("-XX:+UseParallelGC"))
            .filter(option -> !option.startsWith("-XX:TieredStopAtLevel"))
            .filter(option -> !option.startsWith("-XX:MaxRAMPercentage"))
            .toList();
    assertThat(JavaCommand.SERVER_OPTIONS).containsAll(launcher);
  }
}
