package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.security.PeerSecurity;
import cwm.ipc.security.TlsFiles;
import cwm.ipc.transport.TransportType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `cwm cert`, and nodes that use what it makes.
class CertCommandTest {
  @TempDir private Path folder;

  private CommandRun cert(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "cert";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandRun.in(folder, Map.of(), (Object[]) all);
  }

  private void succeed(String... args) {
    CommandRun run = cert(args);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
  }

  private Node node(String id, String directory, TransportType transport) {
    Path files = folder.resolve(directory);
    var tls =
        new TlsFiles(
            files.resolve(id + ".crt"), files.resolve(id + ".key"), files.resolve("ca.crt"));
    return Node.start(
        NodeConfig.builder(id)
            .listenAddress("127.0.0.1:0")
            .transport(transport)
            .security(PeerSecurity.of(tls))
            .build());
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void nodesOfOneAuthorityTalkAndStrangersDoNot(TransportType transport) {
    succeed("create-ca", "--dir=ours");
    succeed("create-node", "a", "--dir=ours", "--host=localhost,127.0.0.1");
    succeed("create-node", "b", "--dir=ours");
    succeed("create-ca", "--dir=theirs");
    succeed("create-node", "c", "--dir=theirs");
    try (Node a = node("a", "ours", transport);
        Node b = node("b", "ours", transport);
        Node c = node("c", "theirs", transport)) {
      assertThat(a.connect(b.address().toString())).isEqualTo("b");
      assertThatThrownBy(() -> c.connect(b.address().toString()))
          .isInstanceOfSatisfying(
              IpcException.class,
              e -> assertThat(e.code()).isEqualTo(IpcException.Code.BAD_CREDENTIALS));
      assertThat(b.peers()).hasSize(1);
    }
  }

  @Test
  void whoeverHasANodesCertificateMayPingThatNode() {
    succeed("create-ca");
    CommandRun made = cert("create-node", "a");
    try (Node a = node("a", "", TransportType.TCP)) {
      String address = a.address().toString();
      CommandRun without = CommandRun.in(folder, Map.of(), "ping", address);
      assertThat(without.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(without.err()).contains("want TLS").contains("tls_certificate").hasLineCount(1);
      Path configuration = Files.writeString(folder.resolve("a.toml"), made.out());
      CommandRun with = CommandRun.in(folder, Map.of(), "ping", address, "--config", configuration);
      assertThat(with.err()).isEmpty();
      assertThat(with.out()).startsWith("a at " + address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noNodeTakesTheAuthoritysName() {
    succeed("create-ca");
    CommandRun run = cert("create-node", "ca", "--overwrite");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("'ca'").contains("choose another").hasLineCount(1);
    assertThat(cert("create-node", "..").err()).contains("is no node id").hasLineCount(1);
    succeed("create-node", "a");
  }

  @Test
  void whatItPrintsIsAConfiguration() {
    succeed("create-ca");
    CommandRun run = cert("create-node", "node-1", "--days=30");
    assertThat(run.out())
        .contains("[security]\n")
        .contains("tls_certificate = \"" + folder.resolve("node-1.crt") + "\"\n");
  }

  @Test
  void nothingIsOverwrittenUnlessAsked() {
    succeed("create-ca");
    CommandRun again = cert("create-ca");
    assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("ca.crt").contains("--overwrite").hasLineCount(1);
    succeed("create-ca", "--overwrite");
  }

  @Test
  void mistakesAreToldWithWhatWouldBeRight() {
    CommandRun noAuthority = cert("create-node", "a");
    assertThat(noAuthority.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(noAuthority.err()).contains("ca.crt").contains("create-ca").hasLineCount(1);
    assertThat(cert().exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(cert("create-node").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(cert("create-ca", "--days=0").err()).contains("--days must be 1 to 36500");
    succeed("create-ca");
    CommandRun badName = cert("create-node", "a b");
    assertThat(badName.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(badName.err()).contains("'a b'").hasLineCount(1);
  }
}
