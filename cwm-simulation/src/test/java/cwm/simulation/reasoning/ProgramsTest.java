package cwm.simulation.reasoning;

import cwm.cluster.state.JobResult;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.ReasoningConfig;
import cwm.distributed.Spilling;
import cwm.ipc.message.FactScope;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.GoldenProgram;
import cwm.simulation.LogFaults;
import cwm.simulation.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs in the styles people use, on three simulated nodes, each of which loads a third.
class ProgramsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int NODE_COUNT = 3;
  private static final long SEED = 1;

  static Stream<Arguments> runs() {
    return GoldenProgram.withEach(List.of(PartitionStrategy.values()));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void threeNodesDeriveWhatFollowsAndNothingElse(
      GoldenProgram program, PartitionStrategy strategy) {
    program.check(
        statements -> {
          try (var run = new Run(strategy)) {
            return run.derived(statements);
          }
        });
  }

  /// A cluster, and what its nodes do.
  private static final class Run implements AutoCloseable {
    private final SimulatedCluster cluster =
        new SimulatedCluster(SEED, NODE_COUNT, SimulatedCluster.Seeds.FIRST_NODE, LogFaults.none());
    private final ReasoningConfig config;
    private final List<ReasoningRun.Part> parts = new ArrayList<>();

    Run(PartitionStrategy strategy) {
      // Each hop sends what there is, and relations are mirrored in one case and not in another.
      long mirroredFactMax = strategy == PartitionStrategy.RANDOM ? 0 : 1_000;
      config =
          new ReasoningConfig(
              strategy,
              0,
              1,
              new Spreading(1, strategy, 0, Long.MAX_VALUE, 3, mirroredFactMax),
              0,
              false,
              Spilling.standard());
    }

    /// Has the nodes load one after the other, so that all is in the program's order, and one of
    /// them think.
    Set<Triple> derived(List<Triple> statements) {
      cluster.startAll();
      await(cluster::isWhole);
      cluster.nodes().forEach(node -> parts.add(new ReasoningRun.Part(node)));
      parts.forEach(this::come);
      int third = (statements.size() + NODE_COUNT - 1) / NODE_COUNT;
      for (int i = 0; i < NODE_COUNT; i++) {
        int start = Math.min(i * third, statements.size());
        int end = Math.min(start + third, statements.size());
        if (start < end) {
          load(parts.get(i), statements.subList(start, end));
        }
      }
      ReasoningRun.Part asking = parts.getFirst();
      JobResult result = value(ReasoningRun.thinkSoon(asking));
      DistributedReasoner.require(result);
      return facts(parts.getLast());
    }

    private void come(ReasoningRun.Part part) {
      boolean _ =
          value(
              part.begin(
                  () -> {
                    part.reasoner =
                        DistributedReasoner.start(part.node.cluster(), part.fibers, config);
                    part.reasoner().finishInputs();
                    return true;
                  }));
    }

    private void load(ReasoningRun.Part part, List<Triple> statements) {
      var _ =
          value(
              part.begin(
                  () ->
                      DistributedReasoner.require(
                          part.fibers.get(
                              part.reasoner()
                                  .load(TripleList.of(part.reasoner().dictionary(), statements)),
                              PATIENCE.toNanos()))));
    }

    private Set<Triple> facts(ReasoningRun.Part part) {
      TripleList found = value(part.begin(() -> part.reasoner().facts(FactScope.DERIVED)));
      return ReasoningRun.distinct(found.toTriples(part.reasoner().dictionary()));
    }

    private <T> T value(CompletableFuture<T> future) {
      await(future::isDone);
      return future.join();
    }

    private void await(BooleanSupplier condition) {
      if (!cluster.runUntil(condition, PATIENCE)) {
        throw new AssertionError("not within " + PATIENCE);
      }
    }

    @Override
    public void close() {
      parts.forEach(part -> part.fibers.close());
    }
  }
}
