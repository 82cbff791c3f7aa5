package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.security.PeerSecurity;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a Unix transport does to files.
class UnixSocketFileTest {
  @TempDir Path directory;

  private final Transport transport =
      Transports.open(TransportType.UNIX, "node", PeerSecurity.NONE);

  @AfterEach
  void close() {
    transport.close();
  }

  private Address socket() {
    return new Address.Unix(directory.resolve("socket"));
  }

  private static void assertRefused(Transport transport, Address address, Code code) {
    assertThatThrownBy(() -> transport.listen(address, Recorder::new))
        .isInstanceOfSatisfying(
            IpcException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(address.toString());
  }

  @Test
  void onlyTheOwnerMayConnectAndNothingIsLeftBehind() throws IOException {
    transport.listen(socket(), Recorder::new);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("socket"));
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("socket")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    transport.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void fileOfADeadProcessIsReplaced() throws IOException {
    Path path = directory.resolve("socket");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    Recorder server = new Recorder();
    transport.listen(socket(), () -> server);
    Recorder client = new Recorder();
    transport.connect(socket(), Duration.ofSeconds(10), client);
    client.awaitOpened().send(new byte[] {1}, 1);
    assertThat(server.awaitFrame()).containsExactly(1);
  }

  @Test
  void fileThatIsNoSocketStays() throws IOException {
    Path path = Files.writeString(directory.resolve("socket"), "precious");
    assertRefused(transport, socket(), Code.ADDRESS_IN_USE);
    assertThat(path).hasContent("precious");
  }

  @Test
  void socketThatTookThePlaceOfOursStays() throws IOException {
    transport.listen(socket(), Recorder::new);
    Path path = directory.resolve("socket");
    Files.delete(path);
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      transport.close();
      assertThat(path).exists();
    }
  }

  @Test
  void longPathAndMissingDirectoryAreNamed() {
    assertRefused(
        transport, new Address.Unix(directory.resolve("x".repeat(120))), Code.BAD_ADDRESS);
    assertRefused(
        transport, new Address.Unix(directory.resolve("missing/socket")), Code.BAD_ADDRESS);
  }
}
