package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.Pattern;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Variable;
import cwm.rdf.testing.RandomSeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Nodes under cuts, crashes and restarts: what a session promises, whatever happens.
class SimulatedNodesTest {
  private static final int NODE_COUNT = 3;
  private static final Duration HEARTBEAT = Duration.ofMillis(100);
  private static final List<SerializationFormat> FORMATS =
      List.of(SerializationFormat.JSON, SerializationFormat.MSGPACK, SerializationFormat.BINCODE);
  private static final Pattern ANY =
      new Pattern(new Variable("s"), new Variable("p"), new Variable("o"));

  /// One life of a node, and what came to it: by sender and channel, the numbers in order.
  private static final class Life {
    final Node node;
    final SimulatedTransport host;
    final Map<String, List<Long>> received = new HashMap<>();
    final List<String> problems = new ArrayList<>();

    Life(Node node, SimulatedTransport host) {
      this.node = node;
      this.host = host;
      node.on(
          BarrierRelease.class,
          message -> note(message.peer() + " control", message.message().barrierId()));
      node.on(Query.class, message -> note(message.peer() + " bulk", message.message().queryId()));
    }

    private void note(String stream, String number) {
      List<Long> numbers = received.computeIfAbsent(stream, _ -> new ArrayList<>());
      long next = Long.parseLong(number);
      if (!numbers.isEmpty() && numbers.getLast() >= next) {
        problems.add(stream + ": " + next + " after " + numbers.getLast());
      }
      numbers.add(next);
    }
  }

  private SimulatedNetwork network = new SimulatedNetwork(0);
  private SplittableRandom random = new SplittableRandom(0);
  private final Life[] lives = new Life[NODE_COUNT];
  private final List<Life> past = new ArrayList<>();
  private long number;

  private void start(int index) {
    var host = network.host("host-" + index);
    var environment =
        new Environment(host, new TermDictionary(), host.executor(), network.newRandom());
    NodeConfig config =
        NodeConfig.builder("node-" + index)
            .listenAddress("memory:node-" + index)
            .heartbeatInterval(HEARTBEAT)
            .connectionTimeout(Duration.ofMillis(500))
            .serialization(FORMATS.get(index))
            .build();
    lives[index] = new Life(Node.start(config, environment), host);
    for (int other = 0; other < NODE_COUNT; other++) {
      if (other != index && random.nextInt(3) > 0) {
        var _ = lives[index].node.connectAsync(address(other));
      }
    }
  }

  private static Address address(int index) {
    return new Address.Memory("node-" + index);
  }

  @RandomSeeds(150)
  void whateverHappensOrderHoldsAndPeersFindEachOtherAgain(long seed) {
    network = new SimulatedNetwork(seed);
    network.loseUnreliable(0.05);
    random = new SplittableRandom(seed);
    for (int i = 0; i < NODE_COUNT; i++) {
      start(i);
    }
    for (int step = 0; step < 120; step++) {
      disturb();
      network.runFor(Duration.ofMillis(random.nextInt(200)));
    }
    for (int i = 0; i < NODE_COUNT; i++) {
      for (int j = 0; j < i; j++) {
        network.mend("host-" + i, "host-" + j);
      }
    }
    connectAll();
    past.addAll(List.of(lives));
    for (Life life : past) {
      assertThat(life.problems).isEmpty();
    }
  }

  private void disturb() {
    int one = random.nextInt(NODE_COUNT);
    int other = (one + 1 + random.nextInt(NODE_COUNT - 1)) % NODE_COUNT;
    switch (random.nextInt(12)) {
      case 0 -> network.cut("host-" + one, "host-" + other);
      case 1, 2 -> network.mend("host-" + one, "host-" + other);
      case 3 -> {
        lives[one].host.crash();
        past.add(lives[one]);
        start(one);
      }
      case 4 -> lives[one].node.disconnect("node-" + other);
      case 5, 6 -> {
        var _ = lives[one].node.connectAsync(address(other));
      }
      default -> {
        for (int i = random.nextInt(20); i > 0; i--) {
          String text = Long.toString(number++);
          var _ = lives[one].node.sendAsync("node-" + other, TestMessages.barrierRelease(text));
          var _ = lives[one].node.sendAsync("node-" + other, new Query(text, ANY, "node-" + one));
        }
      }
    }
  }

  /// Has every node connect to every other, and checks that all sessions work both ways.
  private void connectAll() {
    for (int one = 0; one < NODE_COUNT; one++) {
      for (int other = 0; other < NODE_COUNT; other++) {
        if (one != other) {
          ask(one, other);
        }
      }
    }
    network.runFor(Duration.ofSeconds(5));
    for (Life life : lives) {
      assertThat(life.node.peers()).as("peers of " + life.node.id()).hasSize(NODE_COUNT - 1);
    }
    for (int one = 0; one < NODE_COUNT; one++) {
      for (int other = 0; other < NODE_COUNT; other++) {
        if (one != other) {
          String last = Long.toString(number++);
          var sent =
              lives[one].node.sendAsync("node-" + other, new Query(last, ANY, "node-" + one));
          List<Long> stream =
              lives[other].received.computeIfAbsent(
                  "node-" + one + " bulk", _ -> new ArrayList<>());
          assertThat(
                  network.runUntil(
                      () -> stream.contains(Long.parseLong(last)), Duration.ofSeconds(5)))
              .as("message from %s to %s, sent: %s", one, other, sent)
              .isTrue();
        }
      }
    }
  }

  /// Connects, as often as it takes: a dial that was under way may have failed for a cut.
  private void ask(int one, int other) {
    boolean isThere =
        network.runUntil(
            () -> {
              var dial = lives[one].node.connectAsync(address(other));
              network.runUntil(dial::isDone, Duration.ofSeconds(20));
              return lives[one].node.peer("node-" + other).isPresent();
            },
            Duration.ofSeconds(60));
    assertThat(isThere).as("node-%d reaches node-%d", one, other).isTrue();
  }
}
