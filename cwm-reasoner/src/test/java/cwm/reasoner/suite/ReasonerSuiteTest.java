package cwm.reasoner.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Runs the W3C reasoner suite and the worked examples of the W3C report on builtins.
class ReasonerSuiteTest {
  /// Cases with status `ok` that are expected to fail, with the reason; one that starts to pass
  /// must leave the list.
  private static final Map<String, String> EXPECTED_FAILURES =
      Map.of("time_timeZone-1", "asks for time:minute and expects the time zone");

  /// What comes of the cases that engines disagree on or whose data are faulty. A change is to be
  /// noted here.
  private static final List<Outcome> OTHERS =
      List.of(
          passes("cwm_includes_builtins", "an empty formula includes what builtins compute"),
          fails("cwm_includes_conclusion_simple", "the reference does not parse"),
          passes("cwm_includes_quantifiers_limited", "@forAll and @forSome are read"),
          fails("cwm_includes_t10", "the reference does not parse"),
          fails("cwm_string_roughly", "the reference tells of itself what no rule gives"),
          passes("cwm_time_t1", "plain strings and partial dates are read as in cwm"),
          fails("cwm_unify_unify1", "the rule concludes :a, and the reference has rdf:type"),
          passes("cwm_unify_unify2", "@forAll and @forSome are read"),
          passes("log_content", "the text is that of the file"),
          passes("math_inf", "doubles are those of IEEE 754, with INF and NaN"),
          fails("log_semanticsOrError-1", "the reference is the text of another engine's error"),
          fails("log_skolem-1", "any IRI would do; ours is made of the term"));

  /// Cases that ask for a document in the World Wide Web.
  private static final Set<String> NETWORK = Set.of("log_content-1");

  static final List<Spreading> SPREADINGS =
      List.of(
          Spreading.NONE,
          new Spreading(3, PartitionStrategy.HASH, 0, 0, 10, 1_000),
          new Spreading(3, PartitionStrategy.PREDICATE, 0, 0, 10, 1_000),
          new Spreading(3, PartitionStrategy.RANDOM, 0, 0, 10, 0));

  /// @param name of the case
  /// @param passes whether we give the reference result
  /// @param reason why that is right
  private record Outcome(String name, boolean passes, String reason) {}

  private static Outcome passes(String name, String reason) {
    return new Outcome(name, true, reason);
  }

  private static Outcome fails(String name, String reason) {
    return new Outcome(name, false, reason);
  }

  @ParameterizedTest
  @FieldSource("SPREADINGS")
  void everyOkCaseOfTheReasonerSuitePasses(Spreading spreading) {
    check("n3-reasoner", spreading);
  }

  @ParameterizedTest
  @FieldSource("SPREADINGS")
  void everyOkExampleOfTheReportOnBuiltinsPasses(Spreading spreading) {
    check("n3-builtins", spreading);
  }

  private static void check(String name, Spreading spreading) {
    Path folder = Path.of(System.getProperty("cwm.suites", "../shared/suites")).resolve(name);
    if (!Files.isDirectory(folder)) {
      System.err.println("SKIPPED: no suite at " + folder + "; set -Dcwm.suites");
      abort("no suite");
    }
    var suite = ReasonerSuite.in(folder, name.equals("n3-builtins"));
    Map<String, String> failures = new TreeMap<>();
    Map<String, Boolean> others = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    int okCount = 0;
    for (ReasonerSuite.Case test : suite.cases()) {
      names.add(test.name());
      if (NETWORK.contains(test.name())) {
        continue;
      }
      String outcome = suite.outcome(test, spreading);
      if (!test.status().equals("ok")) {
        others.put(test.name(), outcome.isEmpty());
      } else {
        okCount++;
        if (!outcome.isEmpty()) {
          failures.put(test.name(), outcome);
        }
      }
    }
    System.out.printf(
        "%s, workers %d, %s: %d of %d ok cases passed; not counted: %s%n",
        name,
        spreading.workerCount(),
        spreading.strategy(),
        okCount - failures.size(),
        okCount,
        others);
    Map<String, Boolean> expected = new TreeMap<>();
    for (Outcome other : OTHERS) {
      if (names.contains(other.name())) {
        expected.put(other.name(), other.passes());
      }
    }
    assertThat(others).as("contested and faulty cases, see OTHERS").isEqualTo(expected);
    Set<String> expectedFailures = new TreeSet<>(EXPECTED_FAILURES.keySet());
    expectedFailures.retainAll(names);
    assertThat(failures).containsOnlyKeys(expectedFailures);
  }
}
