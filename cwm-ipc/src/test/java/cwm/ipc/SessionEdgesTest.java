package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.message.Channel;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sessions at their beginning and end, and beside peers that misbehave.
class SessionEdgesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private SimulatedNetwork network = new SimulatedNetwork(1);
  private final SimulatedTransport guestHost = network.host("guest");

  private Node start(
      String name, SimulatedTransport host, UnaryOperator<NodeConfig.Builder> change) {
    var environment =
        new Environment(host, new TermDictionary(), host.executor(), network.newRandom());
    NodeConfig.Builder config = NodeConfig.builder(name).listenAddress("memory:" + name);
    return Node.start(change.apply(config).build(), environment);
  }

  private Node start(String name) {
    return start(name, network.host(name), config -> config);
  }

  private static Address address(String name) {
    return new Address.Memory(name);
  }

  private HandmadePeer dial(String nodeId, Channel channel, String session) {
    HandmadePeer peer = HandmadePeer.dial(guestHost, address("a"), nodeId, channel, session);
    network.runUntil(() -> peer.isOpen() || peer.isClosed, PATIENCE);
    return peer;
  }

  @Test
  void aConnectEndsWhereverTheOtherSideCrashes() {
    for (int steps = 0; steps < 60; steps++) {
      network = new SimulatedNetwork(steps);
      SimulatedTransport hostA = network.host("a");
      Node a = start("a", hostA, config -> config);
      Node b = start("b");
      var _ = a.connectAsync(address("b"));
      CompletableFuture<String> dial = b.connectAsync(address("a"));
      for (int i = 0; i < steps; i++) {
        network.step();
      }
      hostA.crash();
      assertThat(network.runUntil(dial::isDone, PATIENCE)).as("after %d steps", steps).isTrue();
    }
  }

  @Test
  void aHeartbeatMayOvertakeTheEndOfAHandshake() {
    for (int seed = 0; seed < 200; seed++) {
      network = new SimulatedNetwork(seed);
      Duration often = Duration.ofMillis(2);
      Node a = start("a", network.host("a"), config -> config.heartbeatInterval(often));
      start("b", network.host("b"), config -> config.heartbeatInterval(often));
      CompletableFuture<String> dial = a.connectAsync(address("b"));
      network.runUntil(dial::isDone, PATIENCE);
      assertThat(dial).as("seed %d", seed).isCompletedWithValue("b");
    }
  }

  @Test
  void disconnectAlsoEndsADialUnderWay() {
    for (int steps = 0; steps < 40; steps++) {
      network = new SimulatedNetwork(steps);
      SimulatedTransport hostB = network.host("b");
      Node a = start("a");
      start("b", hostB, config -> config);
      network.runUntil(a.connectAsync(address("b"))::isDone, PATIENCE);
      hostB.crash();
      network.runUntil(() -> a.peers().isEmpty(), PATIENCE);
      Node again = start("b");
      network.runUntil(() -> again.advertisedAddress().isPresent(), PATIENCE);
      network.runFor(Duration.ofMillis(90));
      for (int i = 0; i < steps; i++) {
        network.step();
      }
      a.disconnect("b");
      network.runFor(Duration.ofSeconds(30));
      assertThat(a.peers()).as("after %d steps", steps).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 1000", "1000, 100"})
  void silenceIsCountedByTheRarerHeartbeats(long ownMillis, long peersMillis) {
    Node a =
        start(
            "a",
            network.host("a"),
            config -> config.heartbeatInterval(Duration.ofMillis(ownMillis)));
    Duration heartbeat = Duration.ofMillis(peersMillis);
    HandmadePeer control =
        HandmadePeer.dial(guestHost, address("a"), "guest", heartbeat, Channel.CONTROL, "");
    network.runUntil(control::isOpen, PATIENCE);
    HandmadePeer.dial(guestHost, address("a"), "guest", heartbeat, Channel.BULK, control.session());
    network.runUntil(() -> a.peer("guest").isPresent(), PATIENCE);
    network.runFor(Duration.ofSeconds(3));
    assertThat(a.peer("guest")).as("after three heartbeats").isPresent();
    network.runFor(Duration.ofSeconds(2));
    assertThat(a.peer("guest")).as("after five").isEmpty();
  }

  @Test
  void aPeerThatComesBackFindsItsPlaceSoon() {
    Node a = start("a");
    SimulatedTransport hostB = network.host("b");
    start("b", hostB, config -> config);
    network.runUntil(a.connectAsync(address("b"))::isDone, PATIENCE);
    hostB.crash();
    network.runFor(Duration.ofMinutes(5));
    assertThat(a.peers()).isEmpty();
    start("b");
    assertThat(network.runUntil(() -> !a.peers().isEmpty(), Duration.ofMillis(2_100))).isTrue();
  }

  @Test
  void whoeverSaysGoodbyeAndStaysIsPutOut() {
    Node a = start("a");
    HandmadePeer control = dial("guest", Channel.CONTROL, "");
    HandmadePeer bulk = dial("guest", Channel.BULK, control.session());
    network.runUntil(() -> a.peer("guest").isPresent(), PATIENCE);
    control.send(Lane.PROMPT, OptionalLong.empty(), new LeaveNotification("guest"));
    assertThat(network.runUntil(() -> control.isClosed && bulk.isClosed, PATIENCE)).isTrue();
  }

  @Test
  void twoOfOneNameDoNotTakeEachOthersSession() {
    Node a = start("a");
    HandmadePeer control = dial("guest", Channel.CONTROL, "");
    HandmadePeer second =
        HandmadePeer.dial(network.host("elsewhere"), address("a"), "guest", Channel.CONTROL, "");
    dial("guest", Channel.BULK, control.session());
    network.runUntil(() -> a.peer("guest").isPresent(), PATIENCE);
    assertThat(a.peer("guest")).isPresent();
    network.runFor(Duration.ofMillis(100));
    assertThat(second.isOpen()).isFalse();
  }

  @Test
  void pingsToWhoeverDoesNotReadFillNoMemory() {
    start("a");
    HandmadePeer control = dial("guest", Channel.CONTROL, "");
    HandmadePeer bulk = dial("guest", Channel.BULK, control.session());
    network.runFor(Duration.ofMillis(10));
    control.link().setReading(false);
    for (int i = 0; i < 40_000; i++) {
      control.send(Lane.PROMPT, OptionalLong.of(i), new Ping("guest", i));
      if (i % 1000 == 0) {
        network.runFor(Duration.ofMillis(600));
      }
    }
    network.runFor(Duration.ofMillis(600));
    control.link().setReading(true);
    network.runFor(Duration.ofSeconds(30));
    assertThat(bulk.frames).isNotNull();
    assertThat(control.frames.stream().mapToLong(frame -> frame.length).sum()).isLessThan(1 << 20);
  }

  @Test
  void pongsNobodyTakesFillNoMemory() throws InterruptedException {
    Node a = start("a");
    start("b");
    network.runUntil(a.connectAsync(address("b"))::isDone, PATIENCE);
    for (int i = 0; i < 200_000; i++) {
      var _ = a.sendAsync("b", new Ping("a", i));
      if (i % 1_000 == 0) {
        network.runFor(Duration.ofSeconds(1));
      }
    }
    network.runFor(Duration.ofSeconds(30));
    int count = 0;
    while (a.receive(Duration.ZERO).isPresent()) {
      count++;
    }
    assertThat(count).isBetween(1_000, 150_000);
  }

  @Test
  void aHandlerThatThrowsAnErrorHoldsUpNobody() {
    try (World world = World.Kind.MEMORY.open(SerializationFormat.JSON)) {
      Node a = world.start("a");
      Node b = world.start("b");
      b.on(
          LockRequest.class,
          _ -> {
            throw new AssertionError("a bug");
          });
      b.on(BarrierEnter.class, received -> received.reply(TestMessages.barrierRelease("x")));
      world.connect(a, b);
      Duration limit = Duration.ofSeconds(5);
      var first = a.request("b", TestMessages.lockRequest("l", "a"), limit);
      var second = a.request("b", TestMessages.barrierEnter("x", "a"), limit);
      assertThat(world.awaitFailure(first).code()).isEqualTo(IpcException.Code.REQUEST_FAILED);
      assertThat(world.await(second)).isEqualTo(TestMessages.barrierRelease("x"));
    }
  }

  @Test
  void whatHangsOnASendMaySendAndWait() {
    try (World world = World.Kind.MEMORY.open(SerializationFormat.JSON)) {
      Node a = world.start("a");
      Node b = world.start("b");
      var latch = new CountDownLatch(1);
      b.on(BarrierRelease.class, _ -> latch.await());
      world.connect(a, b);
      var message = TestMessages.barrierRelease("x".repeat(1 << 20));
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        sent.add(a.sendAsync("b", message).thenRun(() -> a.send("b", message)));
      }
      latch.countDown();
      sent.forEach(world::await);
    }
  }

  @Test
  void requestsGivenUpWaitNowhere() {
    Node a = start("a");
    HandmadePeer control = dial("guest", Channel.CONTROL, "");
    dial("guest", Channel.BULK, control.session());
    network.runUntil(() -> a.peer("guest").isPresent(), PATIENCE);
    control.link().setReading(false);
    var large = TestMessages.barrierEnter("x".repeat(100_000), "a");
    for (int i = 0; i < 100; i++) {
      var _ = a.request("guest", large, Duration.ofMillis(10));
    }
    network.runFor(Duration.ofMillis(500));
    assertThat(a.stats().pendingMessages()).isLessThan(20);
  }

  @Test
  void whoeverWaitsForMessagesHearsOfTheEnd() {
    try (World world = World.Kind.MEMORY.open(SerializationFormat.JSON)) {
      Node a = world.start("a");
      CompletableFuture<?> received =
          CompletableFuture.runAsync(
              () -> {
                try {
                  a.receive();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      a.close();
      assertThat(world.awaitFailure(received).code()).isEqualTo(IpcException.Code.CLOSED);
    }
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    Node a = start("a");
    HandmadePeer peer = dial("guest\nof honour", Channel.CONTROL, "");
    assertThat(peer.failure).hasMessageContaining("BAD_NAME");
    assertThat(a.peers()).isEmpty();
  }

  @Test
  void toolsAreRecognised() {
    Node a = start("a");
    Node tool = start("b~ping-1");
    network.runUntil(tool.connectAsync(address("a"))::isDone, PATIENCE);
    network.runUntil(() -> !a.peers().isEmpty(), PATIENCE);
    assertThat(a.peer("b~ping-1").map(PeerInfo::isTool)).contains(true);
    assertThat(tool.peer("a").map(PeerInfo::isTool)).contains(false);
  }

  @Test
  void aClientHasAToolsNameAndAdvertisesNothing() {
    assertThatThrownBy(() -> Node.startClient(NodeConfig.builder("b").build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'b'")
        .hasMessageContaining("~");
    NodeConfig config = NodeConfig.builder("b~x").advertiseAddress("10.0.0.1:9000").build();
    try (Node client = Node.startClient(config)) {
      assertThat(client.advertisedAddress()).isEmpty();
    }
  }
}
