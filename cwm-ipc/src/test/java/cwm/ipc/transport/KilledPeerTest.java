package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.security.PeerSecurity;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed says no farewell, and is missed nevertheless.
class KilledPeerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofMillis(900);
  private static final TransportLimits LIMITS = TransportLimits.DEFAULT.withSilence(SILENCE);

  @TempDir Path directory;

  private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  @Test
  void killedTcpPeerIsNoticed() throws Exception {
    try (Transport server = Transports.open(TransportType.TCP, "server", PeerSecurity.NONE)) {
      killAPeerOf(server, new Address.Inet("127.0.0.1", 0));
    }
  }

  @Test
  void killedUnixPeerIsNoticed() throws Exception {
    try (Transport server = Transports.open(TransportType.UNIX, "server", PeerSecurity.NONE)) {
      killAPeerOf(server, new Address.Unix(directory.resolve("socket")));
    }
  }

  @Test
  void killedQuicPeerIsNoticed() throws Exception {
    try (Transport server = new QuicTransport("server", QuicContexts.anonymous(), LIMITS)) {
      Optional<Throwable> failure = killAPeerOf(server, new Address.Inet("127.0.0.1", 0));
      assertThat(failure.orElseThrow()).hasMessageContaining("nothing heard for 900 ms");
    }
  }

  @Test
  void idleQuicLinkLives() throws Exception {
    try (Transport server = new QuicTransport("server", QuicContexts.anonymous(), LIMITS)) {
      Recorder serverEnd = new Recorder();
      Address address = server.listen(new Address.Inet("127.0.0.1", 0), () -> serverEnd);
      Recorder clientEnd = new Recorder();
      server.connect(address, TIMEOUT, clientEnd);
      Link link = clientEnd.awaitOpened();
      serverEnd.awaitOpened();
      CountDownLatch later = new CountDownLatch(1);
      server.timers().schedule(SILENCE.multipliedBy(2), later::countDown);
      later.await();
      link.send(new byte[] {1}, 1);
      assertThat(serverEnd.awaitFrame()).containsExactly(1);
    }
  }

  private Optional<Throwable> killAPeerOf(Transport server, Address address) throws Exception {
    Address listening =
        server.listen(
            address,
            () -> {
              Recorder recorder = new Recorder();
              accepted.add(recorder);
              return recorder;
            });
    Process peer = start(server.type(), listening);
    Recorder recorder = accepted.take();
    assertThat(recorder.awaitFrame()).containsExactly(42);
    peer.destroyForcibly(); // SIGKILL
    return recorder.awaitClosed();
  }

  private static Process start(TransportType type, Address address) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Peer.class.getName(),
            type.name(),
            address.toString())
        .redirectOutput(Redirect.INHERIT)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /// The process that is killed: sends a frame, then waits for its end.
  static final class Peer {
    private Peer() {}

    public static void main(String[] arguments) throws InterruptedException {
      Transport transport =
          Transports.open(TransportType.valueOf(arguments[0]), "peer", PeerSecurity.NONE);
      Recorder recorder = new Recorder();
      transport.connect(Address.parse(arguments[1]), TIMEOUT, recorder);
      recorder.awaitOpened().send(new byte[] {42}, 1);
      recorder.awaitClosed(); // if the test ends first
    }
  }
}
