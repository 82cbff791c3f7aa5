package cwm.reasoner.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the `ok` cases of the W3C reasoner suite.
class ReasonerSuiteTest {
  /// Cases that are expected to fail, with the reason; one that starts to pass must leave the list.
  private static final Map<String, String> EXPECTED_FAILURES = Map.of();

  static List<Spreading> spreadings() {
    return List.of(
        Spreading.NONE,
        new Spreading(3, PartitionStrategy.HASH, 0, 0, 10, 1_000),
        new Spreading(3, PartitionStrategy.PREDICATE, 0, 0, 10, 1_000),
        new Spreading(3, PartitionStrategy.RANDOM, 0, 0, 10, 0));
  }

  @ParameterizedTest
  @MethodSource("spreadings")
  void everyOkCaseOfTheReasonerSuitePasses(Spreading spreading) {
    Path folder =
        Path.of(System.getProperty("cwm.suites", "../shared/suites")).resolve("n3-reasoner");
    if (!Files.isDirectory(folder)) {
      System.err.println("SKIPPED: no reasoner suite at " + folder + "; set -Dcwm.suites");
      abort("no suite");
    }
    var suite = ReasonerSuite.in(folder);
    Map<String, String> failures = new TreeMap<>();
    Map<String, Integer> others = new TreeMap<>();
    int okCount = 0;
    for (ReasonerSuite.Case test : suite.cases()) {
      String outcome = suite.outcome(test, spreading);
      if (test.status().equals("ok")) {
        okCount++;
        if (!outcome.isEmpty()) {
          failures.put(test.name(), outcome);
        }
      } else {
        others.merge(test.status() + (outcome.isEmpty() ? " passed" : " failed"), 1, Integer::sum);
      }
    }
    System.out.printf(
        "n3-reasoner, workers %d, %s: %d of %d ok cases passed; not counted: %s%n",
        spreading.workerCount(), spreading.strategy(), okCount - failures.size(), okCount, others);
    assertThat(failures).containsOnlyKeys(EXPECTED_FAILURES.keySet());
  }
}
