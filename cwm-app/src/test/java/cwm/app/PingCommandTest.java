package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.PeerSecurity;
import cwm.ipc.transport.TransportType;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `cwm ping`.
class PingCommandTest {
  @TempDir private Path folder;

  private static NodeConfig.Builder node(String address) {
    return NodeConfig.builder("node-1").listenAddress(address);
  }

  private CommandRun ping(Map<String, String> variables, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "ping";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandRun.in(folder, variables, (Object[]) all);
  }

  @Test
  void aNodeAnswersWithItsName() {
    try (Node node = Node.start(node("127.0.0.1:0").build())) {
      CommandRun run = ping(Map.of(), node.address().toString(), "--count=2");
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(run.out().lines())
          .hasSize(2)
          .allMatch(line -> line.matches("node-1 at " + node.address() + ": \\d+\\.\\d\\d ms"));
    }
  }

  @Test
  void theAddressOrTheConfigurationSaysWhichTransport() {
    try (Node node =
        Node.start(node("unix:" + folder.resolve("s")).transport(TransportType.UNIX).build())) {
      assertThat(ping(Map.of(), node.address().toString()).exitCode()).isEqualTo(ExitCode.OK);
      CommandRun configured = ping(Map.of("CWM_IPC_TRANSPORT", "unix"), node.address().toString());
      assertThat(configured.err()).isEmpty();
    }
    try (Node node = Node.start(node("127.0.0.1:0").transport(TransportType.UDP).build())) {
      CommandRun run = ping(Map.of("CWM_IPC_TRANSPORT", "udp"), node.address().toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aNodeWithAKeyWantsToSeeIt() {
    var security = PeerSecurity.of(new ClusterKey("a key that is long enough to pass"));
    try (Node node = Node.start(node("127.0.0.1:0").security(security).build())) {
      String address = node.address().toString();
      CommandRun without = ping(Map.of(), address);
      assertThat(without.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(without.err())
          .startsWith("cwm: cannot connect to " + address)
          .contains("[security] cluster_key")
          .hasLineCount(1);
      Map<String, String> key =
          Map.of("CWM_SECURITY_CLUSTER_KEY", "a key that is long enough to pass");
      assertThat(ping(key, address).exitCode()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void nobodyThereIsAFailureAndNoAddressAMistake() {
    CommandRun nobody = ping(Map.of(), "127.0.0.1:1");
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(nobody.err())
        .contains("cannot connect: 127.0.0.1:1 cannot be reached: Connection refused")
        .hasLineCount(1);
    CommandRun noAddress = ping(Map.of(), "nonsense");
    assertThat(noAddress.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(noAddress.err()).contains("'nonsense' is no address").hasLineCount(1);
    assertThat(ping(Map.of()).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(ping(Map.of(), "127.0.0.1:1", "--count=0").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
