package cwm.app;

import cwm.jena.testing.PlainArq;
import cwm.jena.testing.SparqlEngine;
import cwm.jena.testing.SuiteRun;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The W3C's tests of SPARQL queries over HTTP, in one cluster of three nodes whose facts are
/// replaced for each of them. The facts come in at one node and are asked for at another; what
/// `SERVICE` asks is reached over HTTP too.
class ClusterSuiteTest {
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
  Stream<DynamicTest> threeNodesAnswerByGraph() throws Exception {
    return suites("graph");
  }

  @Tag("soak")
  @TestFactory
  Stream<DynamicTest> threeNodesAnswerByRandom() throws Exception {
    return suites("random");
  }

  /// @param strategy by which the three divide the facts
  private Stream<DynamicTest> suites(String strategy) throws Exception {
    var endpoints = new OutsideEndpoints();
    var cluster = new TestCluster(3, folder, settings(strategy));
    Supplier<SparqlEngine> engines = engines(cluster, endpoints);
    String name = "three nodes by " + strategy;
    return Stream.of("sparql11", "sparql10")
        .flatMap(
            suite -> new SuiteRun(suite, name, engines, PlainArq::new, PlainArq.FAILURES).tests())
        .onClose(cluster::close)
        .onClose(endpoints::close);
  }

  /// Hosts are those of [OutsideEndpoints], and one that is not there.
  private static String settings(String strategy) {
    return """
    [distributed]
    partition_strategy = "%s"
    [security]
    web_allow = [
      "http://example.org/", "http://example1.org/", "http://example2.org/",
      "http://invalid.endpoint.org/"
    ]
    """
        .formatted(strategy);
  }

  private static Supplier<SparqlEngine> engines(TestCluster cluster, OutsideEndpoints endpoints) {
    var turn = new AtomicInteger();
    return () -> {
      int at = turn.getAndIncrement();
      return new HttpEngine(
          cluster.uri(at % cluster.size(), "/sparql"),
          cluster.uri((at + 1) % cluster.size(), "/update"),
          endpoints);
    };
  }
}
