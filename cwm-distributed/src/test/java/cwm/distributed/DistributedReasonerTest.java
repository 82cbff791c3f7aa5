package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.JobResult;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Members of a cluster that load facts and reason together: what they own in the end is what one
/// machine would derive.
class DistributedReasonerTest {
  private static TestMembers members;

  @BeforeAll
  static void start() throws InterruptedException {
    members = new TestMembers(3);
  }

  @AfterAll
  static void close() {
    members.close();
  }

  @RandomSeeds(60)
  void membersThatComeOneAfterTheOtherDeriveWhatNaiveDerives(long seed) throws Exception {
    var random = new RandomSource(seed);
    List<Triple> statements = RandomProgram.mixed(seed).statements();
    PartitionStrategy strategy = random.pick(List.of(PartitionStrategy.values()));
    int partitionCount = random.pick(List.of(0, 1, 100));
    long mirroredFactMax = random.pick(List.of(0L, 10L, 1_000L));
    List<DistributedReasoner> reasoners = new ArrayList<>();
    try {
      CompletableFuture<JobResult> last = CompletableFuture.completedFuture(null);
      Set<Triple> asserted = new LinkedHashSet<>();
      for (int i = 0; i < 3; i++) {
        int workerCount = random.between(1, 2);
        DistributedReasoner reasoner =
            DistributedReasoner.start(
                members.cluster(i),
                new ReasoningConfig(
                    strategy,
                    partitionCount,
                    1,
                    new Spreading(
                        workerCount,
                        strategy,
                        0,
                        Long.MAX_VALUE,
                        random.pick(List.of(1, 3, 1_000)),
                        mirroredFactMax),
                    0,
                    false,
                    Spilling.standard()));
        reasoners.add(reasoner);
        List<Triple> part = new ArrayList<>();
        for (Triple statement : statements) {
          if (random.oneIn(2) || i == 2) {
            part.add(statement);
          }
        }
        asserted.addAll(part);
        boolean thinks = random.oneIn(2) || i == 2;
        if (!part.isEmpty() || thinks) {
          last = reasoner.finishInputs(TripleList.of(reasoner.dictionary(), part), thinks, 0);
        } else {
          reasoner.finishInputs();
        }
      }
      JobResult result = DistributedReasoner.require(last.get(30, TimeUnit.SECONDS));
      List<PartitionedStore> stores = new ArrayList<>();
      for (DistributedReasoner reasoner : reasoners) {
        reasoner
            .shard(result.job(), TestMembers.PATIENCE)
            .ifPresent(owned -> stores.add(owned.facts()));
      }
      TestFacts found = TestFacts.of(stores);
      found.assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
      assertThat(result.factCount()).isEqualTo(found.factCount());
      assertThat(result.nodeCount()).isEqualTo(3);
    } finally {
      reasoners.forEach(DistributedReasoner::close);
    }
  }
}
