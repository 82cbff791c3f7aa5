package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.NodeStats;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import cwm.reasoner.Budget;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.engine.SitesException;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nodes that reason together over real sessions.
class SuperstepsTest {
  private static final Iri P0 = new Iri("http://example.org/#p0");

  private static final TestNodes NODES =
      new TestNodes(TransportType.MEMORY, SerializationFormat.BINCODE, List.of(1, 2, 1));

  @AfterAll
  static void close() {
    NODES.close();
  }

  @RandomSeeds(200)
  void manyNodesDeriveWhatNaiveDerives(long seed) {
    Shrinker.verify(
        RandomProgram.mixed(seed).statements(), statements -> check(NODES, statements, seed));
  }

  private static void check(TestNodes nodes, List<Triple> statements, long seed) {
    Set<Triple> asserted = new LinkedHashSet<>(statements);
    TestNodes.Facts facts = facts(nodes, seed);
    facts.add(statements);
    facts.think(Budget.unlimited());
    TestFacts.of(facts.stores())
        .assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
  }

  private static TestNodes.Facts facts(TestNodes nodes, long seed) {
    var random = new RandomSource(seed);
    Set<Term> split = random.oneIn(2) ? Set.of() : Set.of(P0);
    return nodes
    .new Facts(
        random.pick(List.of(PartitionStrategy.values())),
        split,
        random.pick(List.of(1, 3, 1_000)),
        random.pick(List.of(0L, 10L, 1_000L, 100_000L)));
  }

  @ParameterizedTest
  @EnumSource
  void allFormatsCarryWhatNodesSay(SerializationFormat format) {
    try (var nodes = new TestNodes(TransportType.TCP, format, List.of(1, 1, 1))) {
      // Not every program has rows that go on at another node.
      for (long seed = 0; seed < 60; seed++) {
        check(nodes, RandomProgram.mixed(seed).statements(), seed);
      }
      for (int i = 0; i < 3; i++) {
        Map<String, NodeStats> byType = nodes.node(i).statsByMessageType();
        assertThat(byType)
            .containsKeys("InferenceRequest", "InferenceResult", "TripleData", "SuperstepMarker");
      }
    }
  }

  @RandomSeeds(100)
  void noInstanceOfARuleIsComputedTwice(long seed) {
    List<Triple> statements = RandomProgram.plain(seed).statements();
    TestNodes.Facts facts = facts(NODES, seed);
    facts.add(statements);
    long count =
        facts.think(Budget.unlimited()).stream()
            .mapToLong(report -> report.counts().instances())
            .sum();
    assertThat(count).isEqualTo(NaiveEvaluator.instanceCount(statements));
  }

  @Test
  void whatStopsOneNodeStopsAll() {
    TestNodes.Facts facts = facts(NODES, 1);
    facts.add(RandomProgram.of(1).statements());
    assertThatThrownBy(() -> facts.think(Budget.of(0, Long.MAX_VALUE, () -> 0)))
        .isInstanceOfAny(ReasonerException.class, SitesException.class);
    facts.think(Budget.unlimited());
    Set<Triple> asserted = new LinkedHashSet<>(RandomProgram.of(1).statements());
    TestFacts.of(facts.stores())
        .assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
  }

  @Test
  void aNodeThatIsLostEndsTheJob() {
    try (var nodes =
        new TestNodes(TransportType.MEMORY, SerializationFormat.BINCODE, List.of(1, 1))) {
      TestNodes.Facts facts = facts(nodes, 1);
      facts.add(RandomProgram.of(1).statements());
      nodes.node(1).close();
      assertThatThrownBy(() -> facts.think(Budget.unlimited())).isInstanceOf(SitesException.class);
    }
  }
}
