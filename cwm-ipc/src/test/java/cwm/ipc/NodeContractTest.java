package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import cwm.ipc.message.Bytes;
import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.InstallSnapshot;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Pong;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.Pattern;
import cwm.ipc.message.TripleBatch;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What nodes promise, on every transport and in every format.
@ParameterizedClass(name = "{0} {1}")
@MethodSource("worlds")
class NodeContractTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final int MIB = 1 << 20;

  private final World world;

  NodeContractTest(World.Kind kind, SerializationFormat format) {
    world = kind.open(format);
  }

  static Stream<Arguments> worlds() {
    return Stream.of(World.Kind.values())
        .flatMap(
            kind ->
                Stream.of(SerializationFormat.values()).map(format -> Arguments.of(kind, format)));
  }

  @AfterEach
  void close() {
    world.close();
  }

  /// Everything of one type that a node is sent.
  private static <M extends IpcMessage> ConcurrentLinkedQueue<M> collect(Node node, Class<M> type) {
    var queue = new ConcurrentLinkedQueue<M>();
    node.on(type, received -> queue.add(received.message()));
    return queue;
  }

  private static TripleData triples(TermDictionary dictionary, int first, int count) {
    var triples = new ArrayList<Triple>();
    for (int i = first; i < first + count; i++) {
      triples.add(
          new Triple(new Iri("http://e/s" + i), new Iri("http://e/p"), Literal.of(i % 100)));
    }
    return new TripleData(TripleBatch.of(triples, dictionary), "test");
  }

  // ---------------------------------------------------------------- order, size

  @Test
  void messagesOfAChannelArriveInOrder() {
    Node a = world.start("a");
    Node b = world.start("b");
    var bulk = collect(b, TripleData.class);
    var control = collect(b, BarrierEnter.class);
    world.connect(a, b);
    List<TripleData> sentBulk = new ArrayList<>();
    List<BarrierEnter> sentControl = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sentBulk.add(triples(a.dictionary(), 7 * i, i % 20));
      sentControl.add(TestMessages.barrierEnter("barrier-" + i, "a"));
      world.await(a.sendAsync("b", sentBulk.getLast()));
      world.await(a.sendAsync("b", sentControl.getLast()));
    }
    world.await("all to arrive", () -> bulk.size() == 300 && control.size() == 300);
    assertThat(List.copyOf(bulk)).isEqualTo(sentBulk);
    assertThat(List.copyOf(control)).isEqualTo(sentControl);
    assertThat(bulk.peek().triples()).isInstanceOf(TripleBatch.class);
    assertThat(((TripleBatch) bulk.peek().triples()).dictionary()).isSameAs(b.dictionary());
  }

  @Test
  void aMessageOf64MebibytesArrivesWhole() {
    Node a = world.start("a");
    Node b = world.start("b");
    var snapshots = collect(b, InstallSnapshot.class);
    var locks = collect(b, LockRequest.class);
    world.connect(a, b);
    byte[] data = new byte[64 * MIB];
    for (int i = 0; i < data.length; i += 1021) {
      data[i] = (byte) i;
    }
    var message = TestMessages.installSnapshot(Bytes.copyOf(data));
    world.await(a.sendAsync("b", message));
    world.await(a.sendAsync("b", TestMessages.lockRequest("lock", "a")));
    world.await("the lock request", () -> !locks.isEmpty());
    world.await("the snapshot", () -> !snapshots.isEmpty());
    assertThat(snapshots.peek()).isEqualTo(message);
  }

  @Test
  void aMessageOverTheLimitFailsForItsSenderAndHarmsNothingElse() {
    Node a = world.start("a");
    Node b = world.start("b");
    var releases = collect(b, BarrierRelease.class);
    world.connect(a, b);
    var huge = TestMessages.barrierRelease("x".repeat(100 * MIB));
    IpcException failure = world.awaitFailure(a.sendAsync("b", huge));
    assertThat(failure.code()).isEqualTo(IpcException.Code.TOO_LARGE);
    world.await(a.sendAsync("b", TestMessages.barrierRelease("small")));
    world.await("the next message", () -> !releases.isEmpty());
    assertThat(releases.peek()).isEqualTo(TestMessages.barrierRelease("small"));
  }

  // ---------------------------------------------------------------- requests

  @Test
  void aRequestGetsItsAnswer() {
    Node a = world.start("a");
    Node b = world.start("b");
    b.on(
        Query.class,
        received -> received.reply(new QueryResponse(received.message().queryId(), List.of())));
    world.connect(a, b);
    var pattern = new Pattern(new Variable("s"), new Iri("http://e/p"), Literal.of("x"));
    List<CompletableFuture<IpcMessage>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(a.request("b", new Query("q" + i, pattern, "a"), World.PATIENCE));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(world.await(answers.get(i))).isEqualTo(new QueryResponse("q" + i, List.of()));
    }
  }

  @Test
  void aPingIsAnsweredWithoutAHandler() {
    Node a = world.start("a");
    Node b = world.start("b");
    world.connect(a, b);
    assertThat(world.await(a.request("b", new Ping("a", 17), World.PATIENCE)))
        .isEqualTo(new Pong("b", 17));
  }

  @Test
  void aHandlerThatFailsAnswersWithTheReason() {
    Node a = world.start("a");
    Node b = world.start("b");
    b.on(
        LockRequest.class,
        _ -> {
          throw new IllegalStateException("no locks today");
        });
    world.connect(a, b);
    IpcException failure =
        world.awaitFailure(a.request("b", TestMessages.lockRequest("l", "a"), World.PATIENCE));
    assertThat(failure.code()).isEqualTo(IpcException.Code.REQUEST_FAILED);
    assertThat(failure).hasMessageContaining("no locks today");
  }

  @Test
  void aRequestNobodyAnswersTimesOut() {
    Node a = world.start("a");
    Node b = world.start("b");
    world.connect(a, b);
    IpcException failure =
        world.awaitFailure(a.request("b", TestMessages.lockRequest("l", "a"), SHORT));
    assertThat(failure.code()).isEqualTo(IpcException.Code.TIMEOUT);
    assertThat(failure).hasMessageContaining("b did not answer LockRequest");
  }

  @Test
  void aHandlerMayAskTheOneItAnswers() {
    assumeFalse(world.isSimulated(), "a simulation has one thread: handlers cannot wait");
    Node a = world.start("a");
    Node b = world.start("b");
    a.on(BarrierEnter.class, received -> received.reply(TestMessages.barrierRelease("inner")));
    b.on(
        LockRequest.class,
        received -> {
          IpcMessage inner =
              b.request("a", TestMessages.barrierEnter("inner", "b"), World.PATIENCE).get();
          received.reply(inner);
        });
    world.connect(a, b);
    assertThat(world.await(a.request("b", TestMessages.lockRequest("l", "a"), World.PATIENCE)))
        .isEqualTo(TestMessages.barrierRelease("inner"));
  }

  // ---------------------------------------------------------------- receive

  @Test
  void whatNoHandlerTakesWaitsForReceive() throws InterruptedException {
    Node a = world.start("a");
    Node b = world.start("b");
    world.connect(a, b);
    world.await(a.sendAsync("b", new Ping("a", 5)));
    world.await(a.sendAsync("b", TestMessages.barrierEnter("one", "a")));
    world.await(a.sendAsync("b", TestMessages.barrierEnter("two", "a")));
    List<IpcMessage> received = new ArrayList<>();
    world.await(
        "two messages",
        () -> {
          takeInto(b, received);
          return received.size() == 2;
        });
    assertThat(received)
        .containsExactly(
            TestMessages.barrierEnter("one", "a"), TestMessages.barrierEnter("two", "a"));
    List<IpcMessage> pong = new ArrayList<>();
    world.await(
        "the pong",
        () -> {
          takeInto(a, pong);
          return !pong.isEmpty();
        });
    assertThat(pong).containsExactly(new Pong("b", 5));
    assertThat(b.receive(Duration.ZERO)).isEmpty();
  }

  private static void takeInto(Node node, List<IpcMessage> messages) {
    try {
      node.receive(Duration.ZERO).ifPresent(received -> messages.add(received.message()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // ---------------------------------------------------------------- losing and finding each other

  @Test
  void aLossIsReportedAndFailsWhatIsPending() {
    Node a = world.start("a");
    Node b = world.start("b");
    world.connect(a, b);
    var downs = PeerLog.of(a).downs;
    var pending = a.request("b", TestMessages.lockRequest("l", "a"), World.PATIENCE);
    world.breakOff(b);
    assertThat(world.awaitFailure(pending).code()).isEqualTo(IpcException.Code.SESSION_LOST);
    world.await("the listener to hear", () -> !downs.isEmpty());
    assertThat(downs).containsExactly("b");
    assertThat(a.peers()).isEmpty();
    IpcException late = world.awaitFailure(a.sendAsync("b", TestMessages.barrierRelease("x")));
    assertThat(late.code()).isEqualTo(IpcException.Code.UNKNOWN_PEER);
  }

  @Test
  void aPeerThatFallsSilentIsLost() {
    Node a = world.start("a", config -> config.heartbeatInterval(SHORT));
    var reasons = PeerLog.of(a).reasons;
    NodeConfig mute =
        NodeConfig.builder("mute")
            .listenAddress(world.freeAddress("mute"))
            .transport(world.transport())
            .build();
    try (var transport = world.newEnvironment(mute).transport()) {
      var control = HandmadePeer.dial(transport, a.address(), "mute", SHORT, Channel.CONTROL, "");
      world.await("the control link", control::isOpen);
      HandmadePeer.dial(transport, a.address(), "mute", SHORT, Channel.BULK, control.session());
      world.await("the silence to be noticed", () -> !reasons.isEmpty());
      assertThat(reasons.peek()).contains("nothing heard for");
    }
  }

  @Test
  void aPeerWithRareHeartbeatsIsKept() {
    Node a = world.start("a", config -> config.heartbeatInterval(Duration.ofMillis(20)));
    Node b = world.start("b", config -> config.heartbeatInterval(Duration.ofMillis(500)));
    var downs = PeerLog.of(a).downs;
    world.connect(a, b);
    world.await("b's heartbeat", () -> a.peer("b").flatMap(PeerInfo::stats).isPresent());
    assertThat(downs).isEmpty();
  }

  @Test
  void heartbeatsKeepAnIdleSessionAndCarryStatistics() {
    Node a = world.start("a", config -> config.heartbeatInterval(SHORT));
    Node b = world.start("b", config -> config.heartbeatInterval(SHORT));
    world.connect(a, b);
    world.await(b.sendAsync("a", TestMessages.barrierRelease("x")));
    world.await(
        "b's statistics to arrive at a",
        () -> a.peer("b").flatMap(PeerInfo::stats).map(NodeStats::messagesSent).orElse(0L) > 20L);
    NodeStats stats = a.peer("b").orElseThrow().stats().orElseThrow();
    assertThat(stats.activeConnections()).isEqualTo(2);
    assertThat(a.peers()).hasSize(1);
  }

  @Test
  void aNodeThatComesBackIsFoundAgain() {
    Node a = world.start("a");
    String address = world.freeAddress("b");
    Node b = world.startAt(address, "b", config -> config);
    world.connect(a, b);
    String real = b.address().toString();
    var ups = PeerLog.of(a).ups;
    world.breakOff(b);
    world.await("the loss", () -> a.peers().isEmpty());
    Node again = world.startAt(real, "b", config -> config);
    world.await("the new session", () -> ups.size() == 1 && again.peer("a").isPresent());
    world.await(a.sendAsync("b", TestMessages.barrierRelease("x")));
  }

  @Test
  void disconnectEndsTheSessionForGood() {
    Node a = world.start("a");
    Node b = world.start("b");
    var releases = collect(b, BarrierRelease.class);
    world.connect(a, b);
    world.await(a.sendAsync("b", TestMessages.barrierRelease("last words")));
    a.disconnect("b");
    world.await("the end on both sides", () -> a.peers().isEmpty() && b.peers().isEmpty());
    world.await("the last words", () -> !releases.isEmpty());
    assertThat(releases).containsExactly(TestMessages.barrierRelease("last words"));
    world.connect(b, a); // may begin anew, from either side
  }

  @Test
  void whatWasSentBeforeCloseArrives() {
    assumeFalse(world.isSimulated(), "close waits, which a simulation cannot");
    Node a = world.start("a");
    Node b = world.start("b");
    var bulk = collect(b, TripleData.class);
    var reasons = PeerLog.of(b).reasons;
    world.connect(a, b);
    for (int i = 0; i < 200; i++) {
      a.send("b", triples(a.dictionary(), 0, 2_000));
    }
    a.close();
    world.await("all to arrive", () -> bulk.size() == 200);
    world.await("the goodbye", () -> !reasons.isEmpty());
    assertThat(reasons).containsExactly("it left");
    a.close(); // once more does no harm
    assertThatThrownBy(() -> a.connect(b.address().toString())).hasMessageContaining("is closed");
  }

  // ---------------------------------------------------------------- who may connect

  @Test
  void whoeverDoesNotAnswerIsGivenUp() {
    Node a = world.start("a", config -> config.connectionTimeout(Duration.ofMillis(200)));
    NodeConfig silent =
        NodeConfig.builder("silent")
            .listenAddress(world.freeAddress("silent"))
            .transport(world.transport())
            .build();
    try (var transport = world.newEnvironment(silent).transport()) {
      var address = transport.listen(silent.listenAddress(), () -> new Deaf());
      IpcException failure = world.awaitFailure(a.connectAsync(address));
      assertThat(failure.code()).isEqualTo(IpcException.Code.TIMEOUT);
      assertThat(failure).hasMessageContaining(address.toString());
    }
  }

  /// Takes a link and never says anything.
  private static final class Deaf implements cwm.ipc.transport.LinkHandler {
    @Override
    public void opened(cwm.ipc.transport.Link link) {}

    @Override
    public void received(cwm.ipc.transport.Link link, byte[] frame) {}

    @Override
    public void writable(cwm.ipc.transport.Link link) {}

    @Override
    public void closed(Optional<Throwable> failure) {}
  }

  @Test
  void noMoreConnectionsThanConfigured() {
    Node hub = world.start("hub", config -> config.maxConnections(4));
    Node a = world.start("a");
    Node b = world.start("b");
    Node c = world.start("c");
    world.connect(a, hub);
    world.connect(b, hub);
    IpcException failure = world.awaitFailure(c.connectAsync(hub.address()));
    assertThat(failure.code()).isEqualTo(IpcException.Code.REFUSED);
    assertThat(failure).hasMessageContaining("max_connections").hasMessageContaining("TOO_MANY");
    IpcException own = world.awaitFailure(hub.connectAsync(c.address()));
    assertThat(own).hasMessageContaining("max_connections");
    a.disconnect("hub");
    world.await("room", () -> hub.peers().size() == 1);
    world.connect(c, hub);
  }

  @Test
  void aNodeKnowsItself() {
    Node a = world.start("a");
    IpcException failure = world.awaitFailure(a.connectAsync(a.address()));
    assertThat(failure).isInstanceOf(RefusedException.class);
    assertThat(((RefusedException) failure).refusal().code()).isEqualTo("SELF");
  }

  @Test
  void nodesThatDialEachOtherHaveOneSession() {
    for (int i = 0; i < 10; i++) {
      Node a = world.start("a" + i);
      Node b = world.start("b" + i);
      var ups = PeerLog.of(a).ups;
      CompletableFuture<String> fromA = a.connectAsync(b.address());
      CompletableFuture<String> fromB = b.connectAsync(a.address());
      assertThat(world.await(fromA)).isEqualTo(b.id());
      assertThat(world.await(fromB)).isEqualTo(a.id());
      assertThat(world.await(a.request(b.id(), new Ping(a.id(), i), World.PATIENCE)))
          .isEqualTo(new Pong(b.id(), i));
      assertThat(world.await(b.request(a.id(), new Ping(b.id(), i), World.PATIENCE)))
          .isEqualTo(new Pong(a.id(), i));
      assertThat(a.peers()).hasSize(1);
      world.await("the listener to hear", () -> !ups.isEmpty());
      assertThat(ups).hasSize(1);
    }
  }

  // ---------------------------------------------------------------- slow ones

  @Test
  void aSlowReaderMakesTheSenderWaitAndNothingElse() {
    assumeFalse(world.isSimulated(), "a simulation has one thread: handlers cannot wait");
    Node a = world.start("a");
    Node slow = world.start("slow");
    Node quick = world.start("quick");
    var gate = new CountDownLatch(1);
    var taken = new AtomicLong();
    slow.on(
        TripleData.class,
        received -> {
          gate.await();
          taken.addAndGet(received.message().triples().size());
        });
    var releases = collect(quick, BarrierRelease.class);
    world.connect(a, slow);
    world.connect(a, quick);
    TripleData batch = triples(a.dictionary(), 0, 5_000);
    long sent = 0;
    CompletableFuture<@Nullable Void> room = a.sendAsync("slow", batch);
    while (Waiting.isDoneSoon(room)) {
      sent++;
      assertThat(sent).as("batches taken in for somebody who reads nothing").isLessThan(2_000);
      room = a.sendAsync("slow", batch);
    }
    assertThat(world.await(a.request("slow", new Ping("a", 1), World.PATIENCE)))
        .isEqualTo(new Pong("slow", 1));
    world.await(a.sendAsync("quick", TestMessages.barrierRelease("x")));
    world.await("the quick one", () -> !releases.isEmpty());
    assertThat(room).isNotDone();
    NodeStats stats = statsOf(a, "slow");
    assertThat(stats.pendingMessages()).isPositive();
    assertThat(stats.bytesSent()).isLessThan(40L * MIB);
    gate.countDown();
    world.await(room);
    long all = (sent + 1) * 5_000;
    world.await("the rest", () -> taken.get() == all);
  }

  @Test
  void twoNodesFloodEachOtherWithoutDeadlock() throws InterruptedException {
    // A simulation needs an event per frame of it all.
    int batchCount = world.isSimulated() ? 100 : 1_000;
    int rowsPerBatch = 10_000;
    Node a = world.start("a");
    Node b = world.start("b");
    AtomicLong atA = countRows(a);
    AtomicLong atB = countRows(b);
    world.connect(a, b);
    var senders =
        List.of(flood(a, "b", batchCount, rowsPerBatch), flood(b, "a", batchCount, rowsPerBatch));
    long rows = (long) batchCount * rowsPerBatch;
    world.await("all rows", () -> atA.get() == rows && atB.get() == rows);
    for (CompletableFuture<?> sender : senders) {
      world.await(sender);
    }
  }

  private static AtomicLong countRows(Node node) {
    var rows = new AtomicLong();
    node.on(TripleData.class, received -> rows.addAndGet(received.message().triples().size()));
    return rows;
  }

  /// Sends batch after batch, each when there is room.
  private CompletableFuture<?> flood(Node from, String to, int batchCount, int rowsPerBatch) {
    TripleData batch = triples(from.dictionary(), 0, rowsPerBatch);
    var done = new CompletableFuture<@Nullable Void>();
    if (world.isSimulated()) {
      sendNext(from, to, batch, batchCount, done);
    } else {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int i = 0; i < batchCount; i++) {
                  from.send(to, batch);
                }
                done.complete(null);
              });
    }
    return done;
  }

  private static void sendNext(
      Node from, String to, TripleData batch, int count, CompletableFuture<@Nullable Void> done) {
    if (count == 0) {
      done.complete(null);
      return;
    }
    var _ =
        from.sendAsync(to, batch)
            .whenComplete((_, _) -> sendNext(from, to, batch, count - 1, done));
  }

  // ---------------------------------------------------------------- statistics

  @Test
  void whatIsSentIsCountedByPeerAndByType() {
    Node a = world.start("a");
    Node b = world.start("b");
    var bulk = collect(b, TripleData.class);
    world.connect(a, b);
    for (int i = 0; i < 10; i++) {
      world.await(a.sendAsync("b", triples(a.dictionary(), 0, 10)));
    }
    world.await("all", () -> bulk.size() == 10);
    NodeStats sent = tripleStats(a);
    NodeStats received = tripleStats(b);
    assertThat(sent.messagesSent()).isEqualTo(10);
    assertThat(received.messagesReceived()).isEqualTo(10);
    assertThat(received.bytesReceived()).isEqualTo(sent.bytesSent());
    assertThat(statsOf(a, "b").messagesSent()).isGreaterThanOrEqualTo(10);
    NodeStats total = a.stats();
    assertThat(total.messagesSent()).isGreaterThanOrEqualTo(10);
    assertThat(total.activeConnections()).isEqualTo(2);
    assertThat(total.pendingMessages()).isZero();
  }

  private static NodeStats statsOf(Node node, String peer) {
    return Objects.requireNonNull(node.statsByPeer().get(peer));
  }

  private static NodeStats tripleStats(Node node) {
    return Objects.requireNonNull(node.statsByMessageType().get("TripleData"));
  }
}
