package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.security.PeerSecurity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What strangers do who speak to a listening TCP or Unix socket byte by byte.
class RawConnectionTest {
  private static final int HALF_OPEN_COUNT = 100;

  /// How often memory is measured: Netty takes some megabytes at a time, now and then, and never
  /// less than what is needed. So the least is what connections cost.
  private static final int MEASUREMENT_COUNT = 3;

  @TempDir Path directory;

  private final List<AutoCloseable> resources = new ArrayList<>();
  private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources.reversed()) {
      resource.close();
    }
  }

  private SocketAddress listen(TransportType type) {
    return listen(Transports.open(type, "server", PeerSecurity.NONE));
  }

  private SocketAddress listen(Transport server) {
    resources.add(server);
    Address address =
        server.type() == TransportType.TCP
            ? new Address.Inet("127.0.0.1", 0)
            : new Address.Unix(directory.resolve("socket"));
    Address listening =
        server.listen(
            address,
            () -> {
              Recorder recorder = new Recorder();
              accepted.add(recorder);
              return recorder;
            });
    return switch (listening) {
      case Address.Inet(var host, var port) -> new InetSocketAddress(host, port);
      case Address.Unix(var path) -> UnixDomainSocketAddress.of(path);
      case Address.Memory _ -> throw new IllegalStateException();
    };
  }

  private SocketChannel connect(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    resources.add(channel);
    return channel;
  }

  private static void write(SocketChannel channel, int... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    channel.write(bytes.flip());
  }

  private static boolean isAtEnd(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException _) {
      return true; // reset
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TCP, 0",
    "TCP, 1048577",
    "TCP, -1",
    "TCP, 1195725856",
    "UNIX, 0",
    "UNIX, 1048577",
    "UNIX, -1"
  })
  void lengthThatNoFrameHasClosesThatLinkOnly(TransportType type, int length) throws Exception {
    SocketAddress address = listen(type);
    SocketChannel good = connect(address);
    write(good, 4, 17);
    Recorder goodRecorder = accepted.take();
    assertThat(goodRecorder.awaitFrame()).containsExactly(0, 0, 0, 17);

    SocketChannel bad = connect(address);
    write(bad, 4, 18, length, 19);
    Recorder badRecorder = accepted.take();
    assertThat(badRecorder.awaitFrame()).as("what came before").containsExactly(0, 0, 0, 18);
    IpcException failure = badRecorder.awaitFailure();
    assertThat(failure.code()).isEqualTo(Code.MALFORMED);
    assertThat(failure)
        .hasMessageContaining(Integer.toUnsignedString(length))
        .hasMessageContaining("1048576")
        .hasMessageContaining("link from");
    assertThat(isAtEnd(bad)).isTrue();

    write(good, 4, 20);
    assertThat(goodRecorder.awaitFrame()).containsExactly(0, 0, 0, 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UNIX"})
  void frameMayArriveByteByByte(TransportType type) throws Exception {
    SocketChannel channel = connect(listen(type));
    byte[] bytes = {0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 1, 9};
    for (byte value : bytes) {
      channel.write(ByteBuffer.wrap(new byte[] {value}));
    }
    Recorder recorder = accepted.take();
    assertThat(recorder.awaitFrame()).containsExactly(1, 2, 3);
    assertThat(recorder.awaitFrame()).containsExactly(9);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UNIX"})
  void endWithinAFrameIsALoss(TransportType type) throws Exception {
    SocketChannel channel = connect(listen(type));
    write(channel, 100, 1);
    channel.close();
    assertThat(accepted.take().awaitFailure().code()).isEqualTo(Code.SESSION_LOST);
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UNIX"})
  void announcedBytesCostNothingBeforeTheyCome(TransportType type) throws Exception {
    SocketAddress address = listen(type);
    List<Recorder> recorders = new ArrayList<>();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MEASUREMENT_COUNT; i++) {
      long before = usedBytes();
      recorders.addAll(announceMuch(address));
      least = Math.min(least, usedBytes() - before);
    }
    assertThat(least / HALF_OPEN_COUNT).as("bytes for each connection").isLessThan(40_000);
    assertThat(recorders).noneMatch(Recorder::isClosed);
  }

  /// Opens connections that each announce a frame and send its first bytes; returns when those are
  /// there.
  private List<Recorder> announceMuch(SocketAddress address) throws Exception {
    for (int i = 0; i < HALF_OPEN_COUNT; i++) {
      write(connect(address), Link.FRAME_BYTES_MAX, i); // the length, and four bytes of the frame
    }
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < HALF_OPEN_COUNT; i++) {
      recorders.add(accepted.take());
      recorders.getLast().awaitOpened();
    }
    SocketChannel last = connect(address); // whose frame comes after all the others' bytes
    write(last, 4, 1);
    accepted.take().awaitFrame();
    return recorders;
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long direct =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    return runtime.totalMemory() - runtime.freeMemory() + direct;
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UNIX"})
  void strangerWhoNeverBeginsTlsIsDropped(TransportType type) throws Exception {
    Transport server =
        new StreamTransport(
            type,
            "server",
            SocketKind.hasNative(),
            Optional.of(TlsContexts.of(Certificates.of("server"))),
            TransportLimits.DEFAULT.withAccept(Duration.ofMillis(200)));
    SocketChannel channel = connect(listen(server));
    IpcException failure = accepted.take().awaitFailure();
    assertThat(failure.code()).isEqualTo(Code.TIMEOUT);
    assertThat(failure).hasMessageContaining("TLS handshake").hasMessageContaining("200 ms");
    assertThat(isAtEnd(channel)).isTrue();
  }
}
