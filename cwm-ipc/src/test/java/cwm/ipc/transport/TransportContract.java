package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every transport keeps, whatever carries its frames.
abstract class TransportContract {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// Frames of these sizes meet the edges of buffers, and the limit.
  private static final int[] SIZES = {
    1,
    2,
    3,
    4,
    5,
    100,
    1_023,
    1_024,
    1_025,
    16_383,
    65_531,
    65_532,
    65_533,
    65_536,
    300_000,
    1_048_575,
    Link.FRAME_BYTES_MAX
  };

  private final List<Transport> transports = new ArrayList<>();
  Transport server;
  Transport client;
  private final Queue<Recorder> recorders = new ConcurrentLinkedQueue<>();

  /// Only those that opened: a QUIC packet that comes late may look like a new connection.
  private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    server = open("server");
    client = open("client");
  }

  @AfterEach
  void close() {
    transports.forEach(Transport::close);
    recorders.forEach(Recorder::assertRulesKept);
  }

  /// A transport as a node of this name has it.
  abstract Transport newTransport(String nodeId);

  /// Somewhere free to listen.
  abstract Address freeAddress();

  /// Somewhere nobody listens.
  abstract Address deadAddress();

  /// What the other side's certificate has to prove.
  Optional<String> provenNodeId(String nodeId) {
    return Optional.empty();
  }

  /// How many links a transport opens to find out whether somebody listens.
  int probeCount() {
    return 0;
  }

  final Transport open(String nodeId) {
    Transport transport = newTransport(nodeId);
    transports.add(transport);
    return transport;
  }

  /// The two ends of one open link.
  record Pair(Recorder client, Link clientLink, Recorder server, Link serverLink) {}

  final Pair connect() {
    return connect(Recorder::new, new Recorder());
  }

  final Pair connect(Supplier<Recorder> serverRecorder, Recorder clientRecorder) {
    Address address = listen(server, serverRecorder);
    return connect(address, clientRecorder);
  }

  final Address listen(Transport transport, Supplier<Recorder> recorder) {
    return listen(transport, freeAddress(), recorder);
  }

  private Address listen(Transport transport, Address address, Supplier<Recorder> recorder) {
    return transport.listen(
        address,
        () -> {
          Recorder created = recorder.get();
          recorders.add(created);
          created.whenOpened(() -> accepted.add(created));
          return created;
        });
  }

  final Pair connect(Address address, Recorder clientRecorder) {
    client.connect(address, TIMEOUT, clientRecorder);
    Link clientLink = clientRecorder.awaitOpened();
    Recorder serverRecorder = awaitAccepted();
    return new Pair(clientRecorder, clientLink, serverRecorder, serverRecorder.awaitOpened());
  }

  final Recorder awaitAccepted() {
    try {
      Recorder recorder = accepted.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(recorder).as("an accepted link").isNotNull();
      return recorder;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] frame(int size, long seed) {
    byte[] bytes = new byte[size];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    bytes[0] = (byte) seed;
    return bytes;
  }

  private static void sendWhole(Link link, byte[] frame) {
    link.send(frame, frame.length);
  }

  @Test
  void framesOfAllSizesArriveInOrderBothWays() {
    Pair pair = connect();
    List<byte[]> sent = Arrays.stream(SIZES).mapToObj(size -> frame(size, size)).toList();
    sent.forEach(frame -> sendWhole(pair.clientLink, frame.clone()));
    sent.forEach(frame -> sendWhole(pair.serverLink, frame.clone()));
    for (byte[] frame : sent) {
      assertThat(Arrays.equals(pair.server.awaitFrame(), frame))
          .as("%d bytes", frame.length)
          .isTrue();
      assertThat(Arrays.equals(pair.client.awaitFrame(), frame))
          .as("%d bytes", frame.length)
          .isTrue();
    }
  }

  @Test
  void onlyTheGivenLengthIsSent() {
    Pair pair = connect();
    pair.clientLink.send(new byte[] {1, 2, 3, 4}, 2);
    assertThat(pair.server.awaitFrame()).containsExactly(1, 2);
  }

  @Test
  void framesThatCannotBeSentAreTheCallersMistake() {
    Link link = connect().clientLink;
    assertThatThrownBy(() -> link.send(new byte[1], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> link.send(new byte[1], 2))
        .isInstanceOf(IllegalArgumentException.class);
    int tooLong = Link.FRAME_BYTES_MAX + 1;
    assertThatThrownBy(() -> link.send(new byte[tooLong], tooLong))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyThreadsKeepTheirOwnOrder() throws InterruptedException {
    int threadCount = 4;
    int frameCount = 20_000;
    Pair pair = connect();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < threadCount; number++) {
      int thread = number;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < frameCount; i++) {
                      byte[] frame = ByteBuffer.allocate(8).putInt(thread).putInt(i).array();
                      sendWhole(pair.clientLink, frame);
                    }
                  }));
    }
    int[] next = new int[threadCount];
    for (int i = 0; i < threadCount * frameCount; i++) {
      ByteBuffer frame = ByteBuffer.wrap(pair.server.awaitFrame());
      int thread = frame.getInt();
      assertThat(frame.getInt()).isEqualTo(next[thread]++);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void unreliableFramesArriveWhereNothingIsLost() {
    Pair pair = connect();
    pair.clientLink.sendUnreliable(new byte[] {7, 8, 9}, 2);
    assertThat(pair.server.awaitFrame()).containsExactly(7, 8);
    byte[] large = frame(100_000, 1);
    pair.serverLink.sendUnreliable(large.clone(), large.length);
    assertThat(Arrays.equals(pair.client.awaitFrame(), large)).isTrue();
  }

  @Test
  void readerThatStopsMakesTheSenderUnwritableInBoundedMemory() {
    Pair pair = connect();
    pair.serverLink.setReading(false);
    int frameBytes = 10_000;
    long sentCount = sendUntilFull(pair.client, pair.clientLink, frameBytes);
    // Beside what the link holds there are the system's buffers and QUIC's windows.
    assertThat(sentCount * frameBytes).isLessThan(32L << 20);
    pair.serverLink.setReading(true);
    for (long i = 0; i < sentCount; i++) {
      assertThat(ByteBuffer.wrap(pair.server.awaitFrame()).getLong()).isEqualTo(i);
    }
    pair.client.awaitWritable();
    assertThat(pair.clientLink.isWritable()).isTrue();
  }

  /// Sends until the link has been full for a while: what goes into a buffer further on makes room
  /// again at first.
  private static long sendUntilFull(Recorder sender, Link link, int frameBytes) {
    long sentCount = 0;
    do {
      while (link.isWritable()) {
        sendWhole(link, ByteBuffer.allocate(frameBytes).putLong(sentCount).array());
        sentCount++;
      }
    } while (sender.becomesWritableWithin(Duration.ofMillis(300)));
    return sentCount;
  }

  @Test
  void slowReaderHoldsUpNoOtherLink() {
    Address address = listen(server, Recorder::new);
    Pair stopped = connect(address, new Recorder());
    stopped.serverLink.setReading(false);
    sendUntilFull(stopped.client, stopped.clientLink, 10_000);
    Pair other = connect(address, new Recorder());
    sendWhole(other.clientLink, new byte[] {1});
    assertThat(other.server.awaitFrame()).containsExactly(1);
  }

  @Test
  void floodsInBothDirectionsDoNotBlockEachOther() throws InterruptedException {
    long bytes = 16L << 20;
    Flood atServer = new Flood(bytes);
    Flood atClient = new Flood(bytes);
    Pair pair = connect(() -> atServer, atClient);
    Thread toServer = Thread.ofPlatform().start(() -> flood(atClient, pair.clientLink, bytes));
    Thread toClient = Thread.ofPlatform().start(() -> flood(atServer, pair.serverLink, bytes));
    assertThat(atServer.complete.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(atClient.complete.await(30, TimeUnit.SECONDS)).isTrue();
    toServer.join();
    toClient.join();
  }

  private static void flood(Recorder sender, Link link, long bytes) {
    for (long sent = 0; sent < bytes; sent += 1 << 16) {
      while (!link.isWritable()) {
        sender.awaitWritable();
      }
      link.send(new byte[1 << 16], 1 << 16);
    }
  }

  /// Counts bytes down.
  private static final class Flood extends Recorder {
    final CountDownLatch complete = new CountDownLatch(1);
    private long missing;

    Flood(long bytes) {
      missing = bytes;
    }

    @Override
    void onReceived(Link link, byte[] frame) {
      missing -= frame.length;
      if (missing == 0) {
        complete.countDown();
      }
    }
  }

  @Test
  void closingFlushesWhatWasSentAndBothSidesHearOfIt() {
    Pair pair = connect();
    int count = 40;
    for (int i = 0; i < count; i++) {
      sendWhole(pair.clientLink, frame(100_000, i));
      sendWhole(
          pair.serverLink, frame(100, i)); // so that something is unread when the client closes
    }
    pair.clientLink.close();
    for (int i = 0; i < count; i++) {
      assertThat(pair.server.awaitFrame()).hasSize(100_000).startsWith(i);
    }
    assertThat(pair.server.awaitClosed()).isEmpty();
    assertThat(pair.client.awaitClosed()).isEmpty();
    assertThat(pair.clientLink.isWritable()).isFalse();
  }

  /// A socket that is closed with unread bytes answers with a reset, and the other side then loses
  /// what it has not read.
  @Test
  void closingFlushesEvenWithFramesUnread() {
    Pair pair = connect();
    pair.clientLink.setReading(false);
    sendUntilFull(pair.server, pair.serverLink, 10_000);
    int count = 40;
    for (int i = 0; i < count; i++) {
      sendWhole(pair.clientLink, frame(100_000, i));
    }
    pair.clientLink.close();
    for (int i = 0; i < count; i++) {
      assertThat(pair.server.awaitFrame()).hasSize(100_000).startsWith(i);
    }
    pair.server.awaitClosed();
    pair.client.awaitClosed();
  }

  @Test
  void acceptingSideMayCloseToo() {
    Pair pair = connect();
    sendWhole(pair.serverLink, new byte[] {1});
    pair.serverLink.close();
    pair.serverLink.close();
    assertThat(pair.client.awaitFrame()).containsExactly(1);
    assertThat(pair.client.awaitClosed()).isEmpty();
    assertThat(pair.server.awaitClosed()).isEmpty();
    sendWhole(pair.clientLink, new byte[] {1}); // no effect
  }

  @Test
  void bothSidesMayCloseAtOnce() {
    Pair pair = connect();
    pair.serverLink.close();
    pair.clientLink.close();
    assertThat(pair.client.awaitClosed()).isEmpty();
    assertThat(pair.server.awaitClosed()).isEmpty();
  }

  @Test
  void handlerThatThrowsLosesItsLinkOnly() {
    Address address =
        listen(
            server,
            () ->
                new Recorder() {
                  @Override
                  void onReceived(Link link, byte[] frame) {
                    if (frame[0] == 0) {
                      throw new IllegalStateException("as the test wants it");
                    }
                    super.onReceived(link, frame);
                  }
                });
    Pair bad = connect(address, new Recorder());
    Pair good = connect(address, new Recorder());
    sendWhole(bad.clientLink, new byte[] {0});
    assertThat(bad.server.awaitClosed())
        .hasValueSatisfying(failure -> assertThat(failure).hasMessage("as the test wants it"));
    bad.client.awaitClosed();
    sendWhole(good.clientLink, new byte[] {1});
    assertThat(good.server.awaitFrame()).containsExactly(1);
  }

  @Test
  void handlerThatThrowsWhenOpenedLosesItsLink() {
    Recorder failing =
        new Recorder() {
          @Override
          void onOpened(Link link) {
            throw new IllegalStateException("as the test wants it");
          }
        };
    client.connect(listen(server, Recorder::new), TIMEOUT, failing);
    assertThat(failing.awaitClosed()).isPresent();
    awaitAccepted().awaitClosed();
  }

  @Test
  void acceptorThatThrowsRefusesTheLinkAndServesTheNext() {
    AtomicReference<@Nullable RuntimeException> thrown =
        new AtomicReference<>(new IllegalStateException("as the test wants it"));
    Address address =
        listen(
            server,
            () -> {
              RuntimeException exception = thrown.getAndSet(null);
              if (exception != null) {
                throw exception;
              }
              return new Recorder();
            });
    Recorder refused = new Recorder();
    client.connect(address, TIMEOUT, refused);
    refused.awaitClosed();
    Pair next = connect(address, new Recorder());
    sendWhole(next.clientLink, new byte[] {1});
    assertThat(next.server.awaitFrame()).containsExactly(1);
  }

  @Test
  void sendingFromAHandlerAnswers() {
    Pair pair =
        connect(
            () ->
                new Recorder() {
                  @Override
                  void onOpened(Link link) {
                    sendWhole(link, new byte[] {1});
                  }

                  @Override
                  void onReceived(Link link, byte[] frame) {
                    sendWhole(link, frame);
                    link.close();
                  }
                },
            new Recorder());
    assertThat(pair.client.awaitFrame()).containsExactly(1);
    sendWhole(pair.clientLink, new byte[] {2});
    assertThat(pair.client.awaitFrame()).containsExactly(2);
    assertThat(pair.client.awaitClosed()).isEmpty();
  }

  @Test
  void nobodyThereIsReportedAndNamed() {
    Recorder recorder = new Recorder();
    Address dead = deadAddress();
    client.connect(dead, Duration.ofMillis(500), recorder);
    IpcException failure = recorder.awaitFailure();
    assertThat(failure.code()).isIn(Code.UNREACHABLE, Code.TIMEOUT);
    assertThat(failure).hasMessageContaining(dead.toString()).hasMessageContaining("check the");
  }

  @Test
  void addressOfAnotherTransportIsRefused() {
    Address foreign =
        client.type() == TransportType.MEMORY
            ? Address.parse("unix:/nowhere")
            : Address.parse("memory:nowhere");
    assertThatThrownBy(() -> server.listen(foreign, Recorder::new))
        .isInstanceOfSatisfying(
            IpcException.class, failure -> assertThat(failure.code()).isEqualTo(Code.BAD_ADDRESS))
        .hasMessageContaining(foreign.toString())
        .hasMessageContaining("[ipc] transport");
    Recorder recorder = new Recorder();
    client.connect(foreign, TIMEOUT, recorder);
    assertThat(recorder.awaitFailure().code()).isEqualTo(Code.BAD_ADDRESS);
  }

  @Test
  void takenAddressIsNamed() {
    Address address = listen(server, Recorder::new);
    assertThatThrownBy(() -> client.listen(address, Recorder::new))
        .isInstanceOfSatisfying(
            IpcException.class,
            failure -> assertThat(failure.code()).isEqualTo(Code.ADDRESS_IN_USE))
        .hasMessageContaining(address.toString())
        .hasMessageContaining("[ipc] listen_address");
    for (int i = 0; i < probeCount(); i++) {
      awaitAccepted().awaitClosed();
    }
    Pair pair = connect(address, new Recorder()); // which still works
    sendWhole(pair.clientLink, new byte[] {1});
    assertThat(pair.server.awaitFrame()).containsExactly(1);
  }

  @Test
  void addressIsFreeAgainAfterClosing() {
    Address address = listen(server, Recorder::new);
    connect(address, new Recorder());
    server.close();
    Address again = listen(open("server"), address, Recorder::new);
    assertThat(again).isEqualTo(address);
    assertThat(connect(address, new Recorder()).server).isNotNull();
  }

  @Test
  void closingTheTransportClosesItsLinks() {
    Address address = listen(server, Recorder::new);
    Pair first = connect(address, new Recorder());
    Pair second = connect(address, new Recorder());
    sendWhole(first.serverLink, new byte[] {1});
    server.close();
    assertThat(first.server.isClosed()).as("closed() was called before close() returned").isTrue();
    assertThat(second.server.isClosed()).isTrue();
    assertThat(first.client.awaitFrame()).containsExactly(1);
    assertThat(first.client.awaitClosed()).isEmpty();
    assertThat(second.client.awaitClosed()).isEmpty();
    server.close(); // twice does no harm
    assertThatThrownBy(() -> server.listen(freeAddress(), Recorder::new))
        .isInstanceOfSatisfying(
            IpcException.class, failure -> assertThat(failure.code()).isEqualTo(Code.CLOSED));
  }

  @Test
  void connectingOnAClosedTransportFails() {
    Address address = listen(server, Recorder::new);
    client.close();
    Recorder recorder = new Recorder();
    client.connect(address, TIMEOUT, recorder);
    assertThat(recorder.awaitFailure().code()).isEqualTo(Code.CLOSED);
  }

  @Test
  void closingWhileConnectingTellsEveryHandler() {
    Address address = listen(server, Recorder::new);
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Recorder recorder = new Recorder();
      recorders.add(recorder);
      client.connect(address, TIMEOUT, recorder);
    }
    client.close();
    recorders.forEach(Recorder::awaitClosed);
  }

  @Test
  void endsOfALinkKnowWhereTheyAre() {
    Address address = listen(server, Recorder::new);
    Pair pair = connect(address, new Recorder());
    assertThat(pair.clientLink.remote()).isEqualTo(address);
    assertThat(pair.serverLink.local()).isEqualTo(address);
    assertThat(pair.serverLink.remote()).isEqualTo(pair.clientLink.local());
    assertThat(pair.clientLink.provenNodeId()).isEqualTo(provenNodeId("server"));
    assertThat(pair.serverLink.provenNodeId()).isEqualTo(provenNodeId("client"));
  }

  @Test
  void timersRunOnceAndInTimeUnlessCancelled() throws InterruptedException {
    BlockingQueue<Long> ran = new LinkedBlockingQueue<>();
    Timers timers = client.timers();
    long start = timers.nanoTime();
    timers.schedule(Duration.ofMillis(20), () -> ran.add(timers.nanoTime()));
    timers.schedule(
        Duration.ofMillis(1),
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    timers.schedule(Duration.ofMillis(40), () -> ran.add(-1L)).cancel();
    timers.schedule(Duration.ofMillis(60), () -> ran.add(0L));
    assertThat(ran.poll(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(start + 20_000_000L);
    assertThat(ran.poll(10, TimeUnit.SECONDS)).isZero();
    assertThat(Math.abs(timers.currentMillis() - System.currentTimeMillis())).isLessThan(10_000);
  }
}
