package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.JobResult;
import cwm.ipc.message.FactScope;
import cwm.rdf.store.GraphPredicates;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.World;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Nodes that take part, load, think and hand over in any order: what is there is always the
/// closure of all that was loaded, and beside it what named graphs were loaded with.
class ComingAndGoingTest {
  private static final int MEMBER_COUNT = 4;
  private static final int ACTION_COUNT = 14;

  private static TestMembers members;

  @BeforeAll
  static void start() throws InterruptedException {
    members = new TestMembers(MEMBER_COUNT);
  }

  @AfterAll
  static void close() {
    members.close();
  }

  @RandomSeeds(30)
  void whatIsThereIsAlwaysTheClosureOfAllThatWasLoaded(long seed) throws Exception {
    try (var life = new Life(seed)) {
      for (int i = 0; i < ACTION_COUNT; i++) {
        life.act();
      }
      life.thinkAndCheck();
    }
  }

  /// One life of a cluster's data.
  private static final class Life implements AutoCloseable {
    private final RandomSource random;
    private final ReasoningConfig config;
    private final List<Triple> statements;
    private final Set<Triple> loaded = new LinkedHashSet<>();
    private final Set<Triple> ofGraph = new LinkedHashSet<>();
    private final TreeMap<Integer, DistributedReasoner> there = new TreeMap<>();

    Life(long seed) throws InterruptedException {
      random = new RandomSource(seed);
      statements = RandomProgram.mixed(seed).statements();
      PartitionStrategy strategy = random.pick(List.of(PartitionStrategy.values()));
      config =
          new ReasoningConfig(
              strategy,
              random.pick(List.of(0, 1, 64)),
              1,
              new Spreading(
                  random.between(1, 2),
                  strategy,
                  0,
                  Long.MAX_VALUE,
                  random.pick(List.of(2, 1_000)),
                  random.pick(List.of(0L, 10L, 1_000L))),
              0,
              false,
              Spilling.standard(),
              random.pick(List.of(0, 1_000)),
              0,
              () -> World.NONE);
      come(0);
    }

    void act() throws Exception {
      switch (random.below(6)) {
        case 0 -> come(random.below(MEMBER_COUNT));
        case 1 -> go();
        case 2 -> think(some());
        case 3 -> thinkAndCheck();
        default -> load(some());
      }
    }

    private DistributedReasoner some() {
      return random.pick(List.copyOf(there.values()));
    }

    private void come(int member) throws InterruptedException {
      if (!there.containsKey(member)) {
        DistributedReasoner reasoner = DistributedReasoner.start(members.cluster(member), config);
        there.put(member, reasoner);
        reasoner.finishInputs();
      }
    }

    private void go() throws InterruptedException {
      if (there.size() > 1) {
        int member = random.pick(List.copyOf(there.keySet()));
        DistributedReasoner reasoner = Objects.requireNonNull(there.remove(member));
        assertThat(reasoner.handOver(TestMembers.PATIENCE)).isTrue();
        reasoner.close();
      }
    }

    private void load(DistributedReasoner reasoner) throws Exception {
      List<Triple> part = statements.stream().filter(_ -> random.oneIn(4)).toList();
      if (!part.isEmpty()) {
        loaded.addAll(part);
        TripleList facts = TripleList.of(reasoner.dictionary(), part);
        if (random.oneIn(2)) {
          ofGraph.addAll(part);
          new GraphPredicates(reasoner.dictionary())
              .facts(graph(reasoner), TripleList.of(reasoner.dictionary(), part))
              .forEach(facts);
        }
        CompletableFuture<JobResult> answer = reasoner.load(facts);
        if (random.oneIn(2)) {
          DistributedReasoner.require(answer.get(30, TimeUnit.SECONDS));
        }
      }
    }

    private static int graph(DistributedReasoner reasoner) {
      return reasoner.dictionary().intern(new Iri("http://example.org/graph"));
    }

    private static JobResult think(DistributedReasoner reasoner) throws InterruptedException {
      return reasoner.think(List.of(), 0);
    }

    void thinkAndCheck() throws InterruptedException {
      DistributedReasoner reasoner = some();
      JobResult result = think(reasoner);
      Set<Triple> closure = NaiveEvaluator.closure(loaded, RandomProgram.levels());
      List<PartitionedStore> stores = new ArrayList<>();
      for (DistributedReasoner each : there.values()) {
        each.shard(reasoner.agenda().version(), TestMembers.PATIENCE)
            .ifPresent(owned -> stores.add(owned.facts()));
      }
      TestFacts.of(stores).assertClosureOf(loaded, closure);
      assertThat(result.factCount()).isEqualTo(closure.size());
      assertThat(dump(some())).hasSize(closure.size());
      DistributedReasoner other = some();
      assertThat(other.graph(Optional.of(graph(other))).toTriples(other.dictionary()))
          .containsExactlyInAnyOrderElementsOf(ofGraph);
    }

    private static Set<Triple> dump(DistributedReasoner reasoner) throws InterruptedException {
      return new LinkedHashSet<>(reasoner.facts(FactScope.ALL).toTriples(reasoner.dictionary()));
    }

    @Override
    public void close() {
      there.values().forEach(DistributedReasoner::close);
    }
  }
}
