package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.security.PeerSecurity;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What connecting says where there is no node.
class ConnectFailureTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final List<AutoCloseable> resources = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  private Transport open(TransportType type, PeerSecurity security) {
    Transport transport = Transports.open(type, "client", security);
    resources.add(transport);
    return transport;
  }

  private static IpcException connect(Transport transport, Address address, Duration timeout) {
    Recorder recorder = new Recorder();
    transport.connect(address, timeout, recorder);
    return recorder.awaitFailure();
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void unknownHostIsNamed(TransportType type) {
    Address address = new Address.Inet("no-such-host.invalid", 9_000);
    IpcException failure = connect(open(type, PeerSecurity.NONE), address, Duration.ofSeconds(20));
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("no-such-host.invalid:9000")
        .hasMessageContaining("no host of this name");
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void allAddressesOfANameAreTried(TransportType type) {
    Transport transport = open(type, PeerSecurity.NONE);
    Recorder server = new Recorder();
    Address.Inet address =
        (Address.Inet) transport.listen(new Address.Inet("127.0.0.1", 0), () -> server);
    Recorder client = new Recorder();
    // Which may stand for ::1 first, where nobody listens.
    transport.connect(
        new Address.Inet("localhost", address.port()), Duration.ofSeconds(20), client);
    assertThat(client.awaitOpened().remote()).isEqualTo(address);
  }

  @Test
  void refusedConnectionIsUnreachable() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    IpcException failure =
        connect(
            open(TransportType.TCP, PeerSecurity.NONE),
            new Address.Inet("127.0.0.1", port),
            Duration.ofSeconds(20));
    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
    assertThat(failure).hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("refused");
  }

  @Test
  void silentUdpPortTimesOut() throws Exception {
    DatagramSocket silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    resources.add(silent);
    assertTimesOut(open(TransportType.UDP, PeerSecurity.NONE), silent.getLocalPort());
  }

  @Test
  void silentTlsServerTimesOut() throws Exception {
    ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    resources.add(silent);
    assertTimesOut(open(TransportType.TCP, Certificates.security("client")), silent.getLocalPort());
  }

  private static void assertTimesOut(Transport transport, int port) {
    IpcException failure = connect(transport, new Address.Inet("127.0.0.1", port), SHORT);
    assertThat(failure.code()).isEqualTo(Code.TIMEOUT);
    assertThat(failure)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("300 ms")
        .hasMessageContaining("[ipc] connection_timeout_ms");
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void foreignListenAddressIsRefused(TransportType type) {
    Transport transport = open(type, PeerSecurity.NONE);
    for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
      Address address = new Address.Inet(host, 0);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                  IpcException.class, () -> transport.listen(address, Recorder::new)))
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.BAD_ADDRESS))
          .hasMessageContaining(address.toString())
          .hasMessageContaining("[ipc] listen_address");
    }
  }
}
