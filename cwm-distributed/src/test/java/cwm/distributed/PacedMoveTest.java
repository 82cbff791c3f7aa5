package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.Cluster;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.TripleList;
import cwm.reasoner.World;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What moves when a node comes, where that is held back.
class PacedMoveTest {
  private static final int FACT_COUNT = 600;
  private static final int PER_SECOND = 100;

  private final List<DistributedReasoner> reasoners = new ArrayList<>();

  @Test
  void whatMovesToANewNodeIsHeldBack() throws Exception {
    try (var members = new TestMembers(3)) {
      try {
        for (int i = 0; i < 3; i++) {
          reason(members.cluster(i));
        }
        load(0);
        long moveNanos = System.nanoTime();
        reason(members.join());
        DistributedReasoner last = reasoners.getLast();
        assertThat(last.await(_ -> last.hasShare(), TestMembers.PATIENCE)).isTrue();
        // A quarter of the facts comes to the new node.
        long leastSeconds = FACT_COUNT / 4 / PER_SECOND;
        assertThat(Duration.ofNanos(System.nanoTime() - moveNanos))
            .isGreaterThan(Duration.ofSeconds(leastSeconds));
        assertThat(last.everything().size()).isEqualTo(FACT_COUNT);
      } finally {
        reasoners.forEach(DistributedReasoner::close);
      }
    }
  }

  private void reason(Cluster cluster) throws InterruptedException {
    var config =
        new ReasoningConfig(
            PartitionStrategy.HASH,
            0,
            1,
            Spreading.NONE,
            0,
            false,
            Spilling.standard(),
            PER_SECOND,
            0,
            () -> World.NONE);
    reasoners.add(DistributedReasoner.start(cluster, config));
    reasoners.getLast().finishInputs();
  }

  private void load(int member) throws Exception {
    DistributedReasoner reasoner = reasoners.get(member);
    String text =
        IntStream.range(0, FACT_COUNT)
            .mapToObj(i -> ":s%d :p :o .".formatted(i))
            .collect(Collectors.joining(" ", "@prefix : <http://example.org/#> . ", ""));
    var facts =
        TripleList.of(reasoner.dictionary(), N3Reader.parse(text, "").orThrow().statements());
    DistributedReasoner.require(
        reasoner.load(facts).get(TestMembers.PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }
}
