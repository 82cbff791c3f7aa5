package cwm.app;

import cwm.jena.testing.PlainArq;
import cwm.jena.testing.SuiteRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The W3C's tests of SPARQL queries over HTTP, in one cluster of three nodes whose facts are
/// replaced for each of them. The facts come in at one node and are asked for at another.
///
/// The property `cwm.test.partitions` names another strategy than `hash`.
class ClusterSuiteTest {
  private static final String SERVICE =
      "SERVICE asks an endpoint that is nowhere: there is no way to put one there over HTTP";

  @TempDir static Path folder;
  private static TestCluster cluster;
  private static final AtomicInteger turn = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    String strategy = System.getProperty("cwm.test.partitions", "hash");
    cluster =
        new TestCluster(
            3, folder, "[distributed]\npartition_strategy = \"%s\"\n".formatted(strategy));
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static HttpEngine engine() {
    int at = turn.getAndIncrement();
    return new HttpEngine(
        cluster.uri(at % cluster.size(), "/sparql"),
        cluster.uri((at + 1) % cluster.size(), "/update"));
  }

  private static Map<String, String> expectedFailures() {
    Map<String, String> expected = new TreeMap<>(PlainArq.FAILURES);
    for (String each : List.of("1", "2", "3", "4a", "5", "6")) {
      expected.put("sparql11/service/service" + each, SERVICE);
    }
    return expected;
  }

  @TestFactory
  Stream<DynamicTest> threeNodesAnswerSparql11() {
    return new SuiteRun("sparql11", "three nodes", ClusterSuiteTest::engine, expectedFailures())
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> threeNodesAnswerSparql10() {
    return new SuiteRun("sparql10", "three nodes", ClusterSuiteTest::engine, expectedFailures())
        .tests();
  }
}
