package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.Log;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.builtin.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a run prints, and says, if its inputs state queries by `log:query`; `golden/steps` has
/// more.
class LogQueryTest {
  private static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix list: <http://www.w3.org/2000/10/swap/list#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      """;
  private static final String CHAIN =
      PREFIXES
          + """
          :a :next :b .
          :b :next :c .
          { ?x :next ?y } log:query { ?y :after ?x } .
          { :a :next ?y } log:query { ?y a :Second } .
          """;
  private static final String LINE =
      "cwm: printing the answers of 2 log:query statements in place of the store (with --data: its"
          + " facts)\n";

  @Test
  void exampleOfTheTableIsAnswered() {
    Description query =
        Builtins.standard().descriptions().stream()
            .filter(description -> description.iri().equals(Log.QUERY.value()))
            .findAny()
            .orElseThrow();
    assertThat(CommandRun.withInput(PREFIXES + query.example() + " .", "-", "--quiet").out())
        .isEqualTo("@prefix : <http://example.org/#> .\n\n:it :has 1, 2 .\n");
  }

  @Test
  void oneLineSaysWhyTheStoreIsNotPrinted() {
    CommandRun run = CommandRun.withInput(CHAIN, "-", "--ntriples");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.err()).isEqualTo(LINE);
    assertThat(run.out().lines()).hasSize(3).noneMatch(line -> line.contains("next"));
  }

  @Test
  void nothingIsSaidQuietlyAndNothingIsDoneIfNothingIsPrinted() {
    assertThat(CommandRun.withInput(CHAIN, "-", "--quiet").err()).isEmpty();
    assertThat(CommandRun.withInput(CHAIN, "-", "--no").err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void answersAreTheSameForWorkers(int workerCount) {
    var facts = new StringBuilder(CHAIN);
    for (int i = 0; i < 20_000; i++) {
      facts.append(":n").append(i).append(" :next :n").append(i + 1).append(" .\n");
    }
    facts
        .append("@prefix n: <http://example.org/#n> .\n")
        .append("{ :n0 :next :n1 . ?namespace log:prefix \"n\" } => { :n0 :next ?namespace } .\n");
    CommandRun run =
        CommandRun.withInput(
            facts.toString(), "-", "--think", "--ntriples", "--workers=" + workerCount);
    assertThat(run.err()).isEqualTo(LINE);
    assertThat(run.out().lines())
        .hasSize(20_000 + 3 + 1)
        .contains(
            "<http://example.org/#n> <http://example.org/#after> <http://example.org/#n0> .",
            "<http://example.org/#n20000> <http://example.org/#after> <http://example.org/#n19999>"
                + " .");
  }
}
