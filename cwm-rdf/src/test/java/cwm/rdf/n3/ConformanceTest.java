package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cwm.rdf.n3.ConformanceSuite.Case;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The W3C's own tests of N3 and Turtle.
///
/// Tests of upstream status other than `ok` (rejected upstream, or with faulty reference data) are
/// not counted.
class ConformanceTest {
  /// Tests that fail, each with its reason; one that starts to pass fails the run.
  private static final Map<String, String> N3_FAILURES = Map.of();

  private static final Map<String, String> TURTLE_FAILURES = Map.of();

  @Test
  void n3IsReadAsTheSuiteSays() {
    check("n3-syntax", Syntax.N3, N3_FAILURES);
  }

  @Test
  void turtleIsReadAsTheSuiteSays() {
    check("turtle", Syntax.TURTLE, TURTLE_FAILURES);
  }

  @Test
  void n3AcceptsWhatOnlyTurtleRefuses() {
    ConformanceSuite suite = ConformanceSuite.named("turtle");
    assumeTrue(suite.isPresent());
    List<Case> cases = suite.cases().stream().filter(ConformanceTest::isOnlyWrongInTurtle).toList();
    assertThat(cases).hasSize(20);
    assertThat(cases)
        .allSatisfy(
            test ->
                assertThat(suite.read(test.action(), test.base(), Syntax.N3).diagnostics())
                    .as(test.name())
                    .isEmpty());
  }

  private static boolean isOnlyWrongInTurtle(Case test) {
    return test.type().equals("negative-syntax")
        && test.notes().contains("in N3: TestN3PositiveSyntax");
  }

  private static void check(String name, Syntax syntax, Map<String, String> expectedFailures) {
    ConformanceSuite suite = ConformanceSuite.named(name);
    assumeTrue(suite.isPresent());
    Map<String, String> failures = suite.failures(syntax, Case::isCounted);
    long total = suite.cases().size();
    long counted = suite.cases().stream().filter(Case::isCounted).count();
    System.out.printf(
        "%s: %d of %d ok tests passed; %d others not counted%n",
        name, counted - failures.size(), counted, total - counted);
    assertThat(failures.keySet())
        .as("failures, each as expected with its reason: %s", failures)
        .isEqualTo(expectedFailures.keySet());
  }
}
