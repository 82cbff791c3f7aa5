package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Pong;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.TripleBatch;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.PeerSecurity;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Triple;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Nodes in processes of their own: everything that goes wrong between processes.
class ProcessesTest {
  private static final Duration HEARTBEAT = Duration.ofMillis(300);

  @TempDir private Path folder;

  static Stream<Arguments> transportsAndFormats() {
    return Stream.of(TransportType.TCP, TransportType.UNIX, TransportType.UDP)
        .flatMap(
            transport ->
                Stream.of(SerializationFormat.values())
                    .map(format -> Arguments.of(transport, format)));
  }

  private String address(TransportType transport, String name) {
    return transport == TransportType.UNIX ? "unix:" + folder.resolve(name) : "127.0.0.1:0";
  }

  private Node node(String id, TransportType transport, SerializationFormat format) {
    return Node.start(
        NodeConfig.builder(id)
            .listenAddress(address(transport, id))
            .transport(transport)
            .serialization(format)
            .heartbeatInterval(HEARTBEAT)
            .build());
  }

  @ParameterizedTest
  @MethodSource("transportsAndFormats")
  void everyMessageCrossesAndComesBack(TransportType transport, SerializationFormat format)
      throws Exception {
    try (var other =
            NodeProcess.start("other", address(transport, "other"), transport, format, HEARTBEAT);
        Node node = node("node", transport, format)) {
      String peer = node.connect(other.address());
      assertThat(peer).isEqualTo("other");
      for (IpcMessage message : SampleMessages.oneOfEach()) {
        switch (message) {
          case Ping ping ->
              assertThat(node.request(peer, ping, Waiting.PATIENCE).get())
                  .isEqualTo(new Pong("other", ping.timestamp()));
          case TripleData data -> node.send(peer, data); // taken in, not sent back
          case IpcMessage.Heartbeat _, IpcMessage.LeaveNotification _ -> {
            // Nodes send them by themselves.
          }
          default -> {
            node.send(peer, message);
            IpcMessage echo = node.receive(Waiting.PATIENCE).orElseThrow().message();
            assertThat(echo).isEqualTo(message);
          }
        }
      }
      Waiting.await(
          "the other side's heartbeat",
          () ->
              node.peer(peer).flatMap(PeerInfo::stats).map(NodeStats::messagesReceived).orElse(0L)
                  > 10);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "UNIX", "UDP"})
  void aKilledProcessIsNoticedAndItsSuccessorFound(TransportType transport) throws Exception {
    SerializationFormat format = SerializationFormat.BINCODE;
    try (Node node = node("node", transport, format)) {
      var reasons = PeerLog.of(node).reasons;
      String address;
      try (var other =
          NodeProcess.start("other", address(transport, "o"), transport, format, HEARTBEAT)) {
        address = other.address();
        node.connect(address);
        CompletableFuture<IpcMessage> pending =
            node.request("other", TestMessages.lockRequest("l", "node"), Waiting.PATIENCE);
        other.signal("STOP"); // so that it does not answer the request
        other.kill();
        Waiting.await("the loss", () -> reasons.size() == 1);
        Waiting.await("the request to fail", pending::isCompletedExceptionally);
      }
      try (var successor = NodeProcess.start("other", address, transport, format, HEARTBEAT)) {
        assertThat(successor.address()).isEqualTo(address);
        Waiting.await("the successor", () -> node.peer("other").isPresent());
        assertThat(node.request("other", new Ping("node", 1), Waiting.PATIENCE).get())
            .isEqualTo(new Pong("other", 1));
      }
    }
  }

  @Test
  void aStoppedReaderHoldsUpNobodyElse() throws Exception {
    SerializationFormat format = SerializationFormat.BINCODE;
    boolean isSoak = Boolean.getBoolean("cwm.soak");
    Duration stop = isSoak ? Duration.ofSeconds(30) : Duration.ofSeconds(10);
    try (var stopped =
            NodeProcess.start(
                "stopped", "127.0.0.1:0", TransportType.TCP, format, stop.multipliedBy(2));
        var well = NodeProcess.start("well", "127.0.0.1:0", TransportType.TCP, format, HEARTBEAT);
        Node node =
            Node.start(
                NodeConfig.builder("node")
                    .listenAddress("127.0.0.1:0")
                    .serialization(format)
                    .heartbeatInterval(stop.multipliedBy(2)) // it is not lost, only slow
                    .build())) {
      node.connect(stopped.address());
      node.connect(well.address());
      stopped.signal("STOP");
      TripleData batch = triples(node.dictionary(), 10_000);
      CompletableFuture<@Nullable Void> room = node.sendAsync("stopped", batch);
      long sentCount = 1;
      while (Waiting.isDoneSoon(room)) {
        room = node.sendAsync("stopped", batch);
        sentCount++;
        assertThat(sentCount).as("batches for somebody who is stopped").isLessThan(10_000);
      }
      long end = System.nanoTime() + stop.toNanos();
      for (int i = 0; i < 200 || (isSoak && System.nanoTime() < end); i++) {
        assertThat(node.request("well", new Ping("node", i), Waiting.PATIENCE).get())
            .isEqualTo(new Pong("well", i));
      }
      assertThat(room).isNotDone();
      stopped.signal("CONT");
      CompletableFuture<@Nullable Void> last = room;
      Waiting.await("the stopped one to go on", last::isDone);
      assertThat(node.request("stopped", new Ping("node", 2), Waiting.PATIENCE).get())
          .isEqualTo(new Pong("stopped", 2));
    }
  }

  private static TripleData triples(TermDictionary dictionary, int count) {
    List<Triple> triples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      triples.add(new Triple(new Iri("http://e/s" + i), new Iri("http://e/p"), Literal.of(i)));
    }
    return new TripleData(TripleBatch.of(triples, dictionary), "test");
  }

  @Test
  void garbageAndHalfOpenConnectionsCostLittle() throws Exception {
    int halfOpenCount = 10_000;
    int garbageCount = 1_000;
    SerializationFormat format = SerializationFormat.MSGPACK;
    List<Socket> sockets = new ArrayList<>();
    // The process has a heap of 256 MiB.
    try (var besieged =
            NodeProcess.start("besieged", "127.0.0.1:0", TransportType.TCP, format, HEARTBEAT);
        Node friend = node("friend", TransportType.TCP, format)) {
      friend.connect(besieged.address());
      int port = Integer.parseInt(besieged.address().replaceAll(".*:", ""));
      var random = new SplittableRandom(1);
      for (int i = 0; i < garbageCount; i++) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          byte[] garbage = new byte[random.nextInt(1, 5_000)];
          random.nextBytes(garbage);
          writeQuietly(socket.getOutputStream(), garbage);
        }
      }
      for (int i = 0; i < halfOpenCount; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        // Each announces a frame of a mebibyte, and sends none of it.
        writeQuietly(socket.getOutputStream(), new byte[] {0, 16, 0, 0});
        if (i % 1_000 == 0) {
          assertThat(friend.request("besieged", new Ping("friend", i), Waiting.PATIENCE).get())
              .isEqualTo(new Pong("besieged", i));
        }
      }
      try (Node latecomer = node("latecomer", TransportType.TCP, format)) {
        latecomer.connect(besieged.address());
        assertThat(latecomer.request("besieged", new Ping("latecomer", 3), Waiting.PATIENCE).get())
            .isEqualTo(new Pong("besieged", 3));
      }
      assertThat(friend.request("besieged", new Ping("friend", 4), Waiting.PATIENCE).get())
          .isEqualTo(new Pong("besieged", 4));
      assertThat(besieged.isAlive()).isTrue();
      Waiting.await(
          "the log to tell",
          () -> besieged.log().stream().anyMatch(l -> l.contains("turned away")));
      assertThat(besieged.log()).hasSizeLessThan(30);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /// Writes, unless the other side has hung up already.
  private static void writeQuietly(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException _) {
      // It has.
    }
  }

  @Test
  void aWrongKeyIsRefusedOnBothSidesAndLoggedOnce() throws Exception {
    SerializationFormat format = SerializationFormat.JSON;
    try (var other =
            NodeProcess.start(
                "other", "127.0.0.1:0", TransportType.TCP, format, HEARTBEAT, "right key");
        Node node =
            Node.start(
                NodeConfig.builder("node")
                    .listenAddress("127.0.0.1:0")
                    .security(PeerSecurity.of(new ClusterKey("wrong key")))
                    .build());
        Node member =
            Node.start(
                NodeConfig.builder("member")
                    .listenAddress("127.0.0.1:0")
                    .security(PeerSecurity.of(new ClusterKey("right key")))
                    .build())) {
      for (int i = 0; i < 20; i++) {
        try {
          node.connect(other.address());
          throw new AssertionError("connected with a wrong key");
        } catch (RefusedException e) {
          assertThat(e.refusal().code()).isEqualTo("WRONG_KEY");
          assertThat(e).hasMessageContaining("[security] cluster_key");
        }
      }
      member.connect(other.address());
      Waiting.await(
          "the other side's log",
          () -> other.log().stream().anyMatch(line -> line.contains("different cluster keys")));
      assertThat(other.log().stream().filter(line -> line.contains("turned away"))).hasSize(1);
      assertThat(other.log().toString()).doesNotContain("right key");
    }
  }
}
