package cwm.app;

import cwm.jena.testing.PlainArq;
import cwm.jena.testing.SparqlEngine;
import cwm.jena.testing.SuiteRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The W3C's tests of SPARQL queries over HTTP, in one cluster of three nodes whose facts are
/// replaced for each of them. The facts come in at one node and are asked for at another.
class ClusterSuiteTest {
  private static final String SERVICE =
      "SERVICE asks an endpoint that is nowhere: there is no way to put one there over HTTP";

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> threeNodesAnswerByHash() throws Exception {
    return suites("hash");
  }

  @Tag("soak")
  @TestFactory
  Stream<DynamicTest> threeNodesAnswerByPredicate() throws Exception {
    return suites("predicate");
  }

  @Tag("soak")
  @TestFactory
  Stream<DynamicTest> threeNodesAnswerByRandom() throws Exception {
    return suites("random");
  }

  /// @param strategy by which the three divide the facts
  private Stream<DynamicTest> suites(String strategy) throws Exception {
    var cluster =
        new TestCluster(
            3, folder, "[distributed]\npartition_strategy = \"%s\"\n".formatted(strategy));
    Supplier<SparqlEngine> engines = engines(cluster);
    String name = "three nodes by " + strategy;
    return Stream.of("sparql11", "sparql10")
        .flatMap(suite -> new SuiteRun(suite, name, engines, expectedFailures()).tests())
        .onClose(cluster::close);
  }

  private static Supplier<SparqlEngine> engines(TestCluster cluster) {
    var turn = new AtomicInteger();
    return () -> {
      int at = turn.getAndIncrement();
      return new HttpEngine(
          cluster.uri(at % cluster.size(), "/sparql"),
          cluster.uri((at + 1) % cluster.size(), "/update"));
    };
  }

  private static Map<String, String> expectedFailures() {
    Map<String, String> expected = new TreeMap<>(PlainArq.FAILURES);
    for (String each : List.of("1", "2", "3", "4a", "5", "6")) {
      expected.put("sparql11/service/service" + each, SERVICE);
    }
    return expected;
  }
}
