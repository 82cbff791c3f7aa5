package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A link that was closed does not wait for ever for a reader who has stopped.
class LingerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final TransportLimits LIMITS =
      TransportLimits.DEFAULT.withLinger(Duration.ofMillis(300));

  private static Transport open(TransportType type) {
    return type == TransportType.UDP
        ? new QuicTransport("node", QuicContexts.anonymous(), LIMITS)
        : new StreamTransport(type, "node", SocketKind.hasNative(), Optional.empty(), LIMITS);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void framesThatNobodyTakesAreReportedAsUnsent(TransportType type) {
    try (Transport transport = open(type)) {
      Recorder server = new Recorder();
      Recorder client = new Recorder();
      Link link = connect(transport, server, client);
      server.awaitOpened().setReading(false);
      do {
        while (link.isWritable()) {
          link.send(new byte[100_000], 100_000);
        }
      } while (client.becomesWritableWithin(Duration.ofMillis(300)));
      link.close();
      IpcException failure = client.awaitFailure();
      assertThat(failure.code()).isEqualTo(Code.TIMEOUT);
      assertThat(failure).hasMessageContaining("took nothing for 300 ms");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UDP"})
  void readerWhoHasStoppedDelaysClosingOnly(TransportType type) {
    try (Transport transport = open(type)) {
      Recorder server = new Recorder();
      Recorder client = new Recorder();
      Link link = connect(transport, server, client);
      server.awaitOpened().setReading(false);
      link.send(new byte[] {1}, 1);
      link.close();
      assertThat(client.awaitClosed()).as("everything was sent").isEmpty();
    }
  }

  private static Link connect(Transport transport, Recorder server, Recorder client) {
    Address address = transport.listen(new Address.Inet("127.0.0.1", 0), () -> server);
    transport.connect(address, TIMEOUT, client);
    return client.awaitOpened();
  }
}
