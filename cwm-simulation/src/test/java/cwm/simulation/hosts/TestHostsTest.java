package cwm.simulation.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What hosts and their links are, with small programs on them.
@ExtendWith(ProcessLogs.class)
class TestHostsTest {
  private static final int PORT = 9000;
  private static final long PATIENCE_SECONDS = EchoClient.PATIENCE.toSeconds();

  @TempDir private Path folder;

  @Test
  @Requires(Facility.NAMESPACES)
  void whatIsCutVanishesAndComesBack() throws Exception {
    try (var hosts = TestHosts.inNamespaces(folder, "192.168.1.10", "192.168.1.11")) {
      Host a = hosts.host(0);
      Host b = hosts.host(1);
      HostProcess server = EchoServer.start(b, PORT);
      try (var client = EchoClient.connect(a, b, PORT)) {
        assertThat(client.echo(1)).isEqualTo(1);

        hosts.cut(a, b);
        CompletableFuture<Integer> second = client.send(2);
        assertThat(EchoClient.isMissing(second)).isTrue();
        // No refusal and no "unreachable": nothing comes back at all.
        assertThatThrownBy(() -> EchoClient.connectBriefly(a, b, PORT))
            .isInstanceOf(SocketTimeoutException.class);
        hosts.heal();
        assertThat(second.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);

        hosts.cutOneWay(b, a);
        CompletableFuture<Integer> third = client.send(3);
        server.awaitStdout("got 3"::equals, EchoClient.PATIENCE);
        assertThat(EchoClient.isMissing(third)).isTrue();
        hosts.heal();
        assertThat(third.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
      }
    }
  }

  @Test
  @Requires(Facility.NAMESPACES)
  void aPartitionLeavesBothSidesWhole() throws Exception {
    try (var hosts =
        TestHosts.inNamespaces(folder, "192.168.1.10", "192.168.1.11", "192.168.1.12")) {
      Host a = hosts.host(0);
      Host b = hosts.host(1);
      Host c = hosts.host(2);
      EchoServer.start(b, PORT);
      try (var fromA = EchoClient.connect(a, b, PORT);
          var fromC = EchoClient.connect(c, b, PORT)) {
        hosts.isolate(a);
        CompletableFuture<Integer> lost = fromA.send(1);
        assertThat(EchoClient.isMissing(lost)).isTrue();
        assertThat(fromC.echo(2)).isEqualTo(2);
        hosts.cut(a, b); // again, which changes nothing
        hosts.heal();
        assertThat(lost.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
      }
    }
  }

  @Test
  void loopbackHostsHaveAddressesOfTheirOwnAndCannotBeCut() throws Exception {
    try (var hosts = TestHosts.loopback(folder.resolve("a"), 2);
        var others = TestHosts.loopback(folder.resolve("b"), 1)) {
      Host a = hosts.host(0);
      Host b = hosts.host(1);
      assertThat(a.address()).startsWith("127.0.0.").isNotEqualTo(b.address());
      assertThat(others.host(0).address()).isNotIn(a.address(), b.address());
      int port = b.freePort();
      EchoServer.start(b, port);
      try (var client = EchoClient.connect(a, b, port)) {
        assertThat(client.echo(1)).isEqualTo(1);
      }
      assertThatThrownBy(() -> hosts.cut(a, b)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  @Requires({Facility.NAMESPACES, Facility.DISKS})
  void aSmallDiskIsFullAndGoneAtTheEnd() throws Exception {
    Path disk;
    try (var hosts = TestHosts.inNamespaces(folder, "192.168.1.10")) {
      Host host = hosts.host(0);
      disk = host.mountDisk("disk", 1);
      HostProcess filler = host.start("filler", List.of("dd", "if=/dev/zero", "of=disk/file"));
      assertThat(filler.awaitExit(EchoClient.PATIENCE)).isEqualTo(1);
      assertThat(filler.stderr()).anyMatch(line -> line.contains("No space left on device"));
      assertThat(Files.size(disk.resolve("file"))).isEqualTo(1 << 20);
      Files.delete(disk.resolve("file"));
      Files.writeString(disk.resolve("again"), "there is room");
    }
    assertThat(disk).isEmptyDirectory();
  }

  @Test
  @Requires({Facility.NAMESPACES, Facility.DISKS})
  void nothingRemainsOfAKilledOwner() throws Exception {
    try (var hosts = TestHosts.loopback(folder, 1)) {
      HostProcess owner =
          hosts
              .host(0)
              .start("owner", JavaCommand.of(HostsOwner.class.getName(), folder.toString()));
      String line = owner.awaitStdout(l -> l.startsWith("pid "), EchoClient.PATIENCE);
      long orphan = Long.parseLong(line.substring("pid ".length()));
      String mark = "cwm-" + owner.pid() + "-";
      assertThat(belongings(mark)).hasSize(3); // hub, host, and disk
      Path program = Path.of("/proc", Long.toString(orphan), "exe");
      assertThat(program).exists();
      owner.kill9();
      TestHosts.loopback(folder.resolve("next"), 1).close();
      assertThat(belongings(mark)).isEmpty();
      Waiting.await("the orphan's end", EchoClient.PATIENCE, () -> !Files.exists(program));
    }
  }

  /// Lines that name network namespaces and mounts.
  private static List<String> belongings(String mark) throws IOException {
    String all = Tool.run("ip", "netns", "list") + "\n" + Files.readString(Path.of("/proc/mounts"));
    return all.lines().filter(line -> line.startsWith(mark)).toList();
  }
}
