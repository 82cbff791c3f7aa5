package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.security.NodeCertificate;
import cwm.ipc.security.PeerSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who has no accepted certificate is refused before a link opens, and told why.
class RefusedCertificateTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final List<Transport> transports = new ArrayList<>();
  private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    transports.forEach(Transport::close);
  }

  private Transport open(TransportType type, String nodeId, NodeCertificate certificate) {
    Transport transport =
        type == TransportType.UDP
            ? new QuicTransport(nodeId, QuicContexts.mutual(certificate), TransportLimits.DEFAULT)
            : new StreamTransport(
                type,
                nodeId,
                true,
                Optional.of(TlsContexts.of(certificate)),
                TransportLimits.DEFAULT);
    return keep(transport);
  }

  private Transport keep(Transport transport) {
    transports.add(transport);
    return transport;
  }

  private Address listen(Transport server) {
    return server.listen(
        new Address.Inet("127.0.0.1", 0),
        () -> {
          Recorder recorder = new Recorder();
          accepted.add(recorder);
          return recorder;
        });
  }

  private Recorder connect(Transport client, Address address) {
    Recorder recorder = new Recorder();
    client.connect(address, TIMEOUT, recorder);
    return recorder;
  }

  private IpcException serversView() throws InterruptedException {
    Recorder recorder = accepted.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    assertThat(recorder).isNotNull();
    IpcException failure = recorder.awaitFailure();
    assertThat(recorder.hasOpened()).isFalse();
    return failure;
  }

  private static void assertRefused(Recorder client) {
    IpcException failure = client.awaitFailure();
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(Code.BAD_CREDENTIALS);
    assertThat(failure).hasMessageContaining("[security] tls").hasMessageContaining("link to 127.");
    assertThat(client.hasOpened()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void clientOfAnotherAuthorityIsRefused(TransportType type) throws InterruptedException {
    Address address = listen(open(type, "server", Certificates.of("server")));
    NodeCertificate foreign = Certificates.foreign("client");
    // Trusts the server, so that it is the server who has to refuse.
    NodeCertificate trusting =
        new NodeCertificate(
            foreign.chain(), foreign.key(), Certificates.of("client").authorities());
    assertRefused(connect(open(type, "client", trusting), address));
    assertThat(serversView().code()).isEqualTo(Code.BAD_CREDENTIALS);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void serverOfAnotherAuthorityIsRefused(TransportType type) throws InterruptedException {
    Address address = listen(open(type, "server", Certificates.foreign("server")));
    assertRefused(connect(open(type, "client", Certificates.of("client")), address));
    assertThat(serversView().code()).isEqualTo(Code.BAD_CREDENTIALS);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void expiredCertificateIsRefused(TransportType type) throws InterruptedException {
    Address address = listen(open(type, "server", Certificates.of("server")));
    assertRefused(connect(open(type, "client", Certificates.expired("client")), address));
    assertThat(serversView().code()).isEqualTo(Code.BAD_CREDENTIALS);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void refusalHarmsNoOther(TransportType type) throws InterruptedException {
    Address address = listen(open(type, "server", Certificates.of("server")));
    Recorder good = connect(open(type, "client", Certificates.of("client")), address);
    Link link = good.awaitOpened();
    Recorder goodServer = accepted.take();
    assertRefused(connect(open(type, "other", Certificates.foreign("other")), address));
    link.send(new byte[] {1}, 1);
    assertThat(goodServer.awaitFrame()).containsExactly(1);
  }

  @Test
  void quicClientWithoutCertificateIsRefused() throws InterruptedException {
    Address address = listen(open(TransportType.UDP, "server", Certificates.of("server")));
    Transport client = keep(Transports.open(TransportType.UDP, "client", PeerSecurity.NONE));
    assertRefused(connect(client, address));
    assertThat(serversView().code()).isEqualTo(Code.BAD_CREDENTIALS);
  }

  @Test
  void serverWithTlsTellsThatAClientHasNone() throws InterruptedException {
    Address address = listen(open(TransportType.TCP, "server", Certificates.of("server")));
    Transport client = keep(Transports.open(TransportType.TCP, "client", PeerSecurity.NONE));
    Recorder recorder = connect(client, address);
    recorder.awaitOpened().send(new byte[] {1, 2, 3}, 3);
    recorder.awaitClosed();
    IpcException failure = serversView();
    assertThat(failure.code()).isEqualTo(Code.BAD_CREDENTIALS);
    assertThat(failure).hasMessageContaining("does not speak TLS");
  }

  @Test
  void serverWithoutTlsTellsThatAClientHasIt() throws InterruptedException {
    Transport server = keep(Transports.open(TransportType.TCP, "server", PeerSecurity.NONE));
    Address address = listen(server);
    assertRefused(connect(open(TransportType.TCP, "client", Certificates.of("client")), address));
    Recorder recorder = accepted.take();
    IpcException failure = recorder.awaitFailure();
    assertThat(failure.code()).isEqualTo(Code.MALFORMED);
    assertThat(failure).hasMessageContaining("this is how TLS begins");
  }
}
