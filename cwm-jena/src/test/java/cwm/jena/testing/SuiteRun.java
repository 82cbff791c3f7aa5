package cwm.jena.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import cwm.jena.testing.SparqlSuite.Case;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Runs a suite by an engine, each case as a test of its own, and prints how many passed.
///
/// A case passes or is expected to fail. One that is expected to fail and passes is a mistake too.
/// Cases of other status than `ok` are only reported, as aborted tests.
public final class SuiteRun {
  private final SparqlSuite suite;
  private final String engineName;
  private final Supplier<SparqlEngine> engines;
  private final Supplier<SparqlEngine> endpointEngines;
  private final Map<String, String> expectedFailures;
  private final Map<String, Tally> tallies = new TreeMap<>();

  /// How many cases of one status there were.
  private static final class Tally {
    private int count;
    private int passedCount;

    void add(boolean passed) {
      count++;
      passedCount += passed ? 1 : 0;
    }

    @Override
    public String toString() {
      return passedCount + " of " + count + " passed";
    }
  }

  /// @param engines makes empty engines
  /// @param expectedFailures reasons by the names of cases, with that of the suite: `suite/case`
  public SuiteRun(
      String suiteName,
      String engineName,
      Supplier<SparqlEngine> engines,
      Map<String, String> expectedFailures) {
    this(suiteName, engineName, engines, engines, expectedFailures);
  }

  /// @param endpointEngines makes empty engines for the endpoints that `SERVICE` asks
  public SuiteRun(
      String suiteName,
      String engineName,
      Supplier<SparqlEngine> engines,
      Supplier<SparqlEngine> endpointEngines,
      Map<String, String> expectedFailures) {
    this.suite = SparqlSuite.named(suiteName);
    this.engineName = engineName;
    this.engines = engines;
    this.endpointEngines = endpointEngines;
    this.expectedFailures = expectedFailures;
  }

  /// One test for each case, and one that is to come last.
  public Stream<DynamicTest> tests() {
    assumeTrue(suite.isPresent());
    Stream<DynamicTest> cases =
        suite.cases().stream().map(test -> dynamicTest(name(test), () -> check(test)));
    return Stream.concat(
        cases, Stream.of(dynamicTest(suite.name() + ", summary", this::summarize)));
  }

  private String name(Case test) {
    return suite.name() + "/" + test.name();
  }

  private void check(Case test) {
    String failure = new CaseRun(suite, test, engines, endpointEngines).failure();
    tallies.computeIfAbsent(test.status(), _ -> new Tally()).add(failure.isEmpty());
    if (!test.isCounted()) {
      abort(test.status() + ", " + (failure.isEmpty() ? "passed" : failure));
    }
    String reason = expectedFailures.get(name(test));
    if (reason == null) {
      assertThat(failure).as(name(test)).isEmpty();
    } else {
      assertThat(failure)
          .as("%s passes: take it off the list of failures", name(test))
          .isNotEmpty();
    }
  }

  private void summarize() {
    System.out.printf("%s, %s: %s%n", suite.name(), engineName, tallies);
    Set<String> unknown = new TreeSet<>(expectedFailures.keySet());
    unknown.removeIf(name -> !name.startsWith(suite.name() + "/"));
    suite.cases().forEach(test -> unknown.remove(name(test)));
    assertThat(unknown).as("expected failures that are no cases").isEmpty();
  }
}
