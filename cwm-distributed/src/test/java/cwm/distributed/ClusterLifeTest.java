package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.Cluster;
import cwm.cluster.LockHandle;
import cwm.ipc.NodeStats;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// Over the life of a cluster every message type that the specification names is sent, and taken in
/// by somebody who does something with it.
class ClusterLifeTest {
  private static final List<String> SPECIFIED =
      List.of(
          "Ping",
          "Pong",
          "TripleData",
          "Query",
          "QueryResponse",
          "InferenceRequest",
          "InferenceResult",
          "JoinRequest",
          "JoinResponse",
          "LeaveNotification",
          "VoteRequest",
          "VoteResponse",
          "AppendEntries",
          "AppendResponse",
          "BarrierEnter",
          "BarrierRelease",
          "LockRequest",
          "LockGrant",
          "LockRelease",
          "Heartbeat");

  private static final Duration PATIENCE = TestMembers.PATIENCE;

  @Test
  void everySpecifiedMessageIsSentAndHandled() throws Exception {
    try (var members = new TestMembers(3)) {
      List<DistributedReasoner> reasoners = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        // Nothing is mirrored, so that rows of joins have to travel.
        var spreading = new Spreading(1, PartitionStrategy.HASH, 0, Long.MAX_VALUE, 10, 0);
        var config =
            new ReasoningConfig(
                PartitionStrategy.HASH, 0, 1, spreading, 0, false, Spilling.standard());
        reasoners.add(DistributedReasoner.start(members.cluster(i), config));
        reasoners.get(i).finishInputs();
      }
      load(reasoners.getFirst());
      ask(reasoners.get(1));
      agree(members);
      converse(members);
      members.cluster(0).leave(PATIENCE); // it leads: another is elected
      awaitAll(members);
      assertThat(counts(members, NodeStats::messagesSent).keySet()).containsAll(SPECIFIED);
      assertThat(counts(members, NodeStats::messagesReceived).keySet()).containsAll(SPECIFIED);
      reasoners.forEach(DistributedReasoner::close);
    }
  }

  private static void load(DistributedReasoner reasoner) throws InterruptedException {
    var text = new StringBuilder("@prefix : <http://example.org/#> .\n");
    for (int i = 0; i < 60; i++) {
      text.append(":n%d :next :n%d .\n".formatted(i, i + 1));
    }
    text.append("{ ?x :next ?y . ?y :next ?z } => { ?z :after ?x } .");
    TripleList facts =
        TripleList.of(
            reasoner.dictionary(), N3Reader.parse(text.toString(), "").orThrow().statements());
    DistributedReasoner.require(reasoner.load(facts).join());
    assertThat(reasoner.think(List.of(), 0).derivedCount()).isEqualTo(59);
  }

  private static void ask(DistributedReasoner reasoner) throws InterruptedException {
    assertThat(reasoner.match("?x <http://example.org/#after> ?y .").size()).isEqualTo(59);
  }

  private static void agree(TestMembers members) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      try (LockHandle lock = members.cluster(i).acquireLock("lock", PATIENCE)) {
        assertThat(lock.token()).isPositive();
      }
    }
    List<CompletableFuture<Long>> arrivals = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      arrivals.add(members.cluster(i).barrier("barrier", 3).awaitAsync(PATIENCE));
    }
    arrivals.forEach(CompletableFuture::join);
  }

  private static void converse(TestMembers members) {
    Cluster cluster = members.cluster(0);
    IpcMessage pong =
        cluster
            .node()
            .request(
                members.cluster(1).nodeId(),
                new Ping(cluster.nodeId(), System.currentTimeMillis()),
                PATIENCE)
            .join();
    assertThat(pong).isInstanceOf(IpcMessage.Pong.class);
  }

  /// Heartbeats come by themselves, every other second, and votes with the next leader.
  private static void awaitAll(TestMembers members) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!counts(members, NodeStats::messagesReceived).keySet().containsAll(SPECIFIED)
        && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// How many messages of each type there were, of those there were any of.
  private static Map<String, Long> counts(TestMembers members, ToLongFunction<NodeStats> count) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      members
          .cluster(i)
          .node()
          .statsByMessageType()
          .forEach((type, stats) -> counts.merge(type, count.applyAsLong(stats), Long::sum));
    }
    counts.values().removeIf(number -> number == 0);
    return counts;
  }
}
