package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--workers` on enough facts for them to be spread.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkersTest {
  private static final int PERSON_COUNT = 20_000;
  private static final int CLUB_COUNT = 500;

  private static final String RULES =
      """
      @prefix : <http://example.org/#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      { ?x :parent ?y } => { ?x :ancestor ?y . ?y :descendant ?x } .
      { ?x :ancestor ?y . ?y :parent ?z } => { ?x :ancestor ?z } .
      { ?x :member ?c . ?y :member ?c . ?x :parent ?y } => { ?x :joinedWith ?y } .
      { ?x :joinedWith ?y . ?scope log:notIncludes { ?y :descendant :p1 } } => { ?x a :Regular } .
      """;

  private Path facts;
  private Path rules;
  private List<String> expected;

  @BeforeAll
  void writeFacts(@TempDir Path folder) throws IOException {
    var random = new RandomSource(1);
    var text = new StringBuilder();
    for (int i = 0; i < PERSON_COUNT; i++) {
      if (i > 0) {
        add(text, "p" + i, "parent", "p" + i / random.between(2, 12));
      }
      for (int j = 0; j < 3; j++) {
        add(text, "p" + i, "member", "c" + random.below(CLUB_COUNT));
      }
    }
    facts = Files.writeString(folder.resolve("facts.nt"), text);
    rules = Files.writeString(folder.resolve("rules.n3"), RULES);
    expected = closure(1);
    assertThat(expected).hasSizeGreaterThan(3 * PERSON_COUNT);
  }

  private static void add(StringBuilder text, String subject, String predicate, String object) {
    for (String name : List.of(subject, predicate, object)) {
      text.append("<http://example.org/#").append(name).append("> ");
    }
    text.append(".\n");
  }

  private List<String> closure(int workerCount) {
    CommandRun run =
        CommandRun.of(
            facts,
            rules,
            "--think",
            "--data",
            "--ntriples",
            "--workers=" + workerCount,
            "--verbose");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.err().contains(workerCount + " workers: ")).isEqualTo(workerCount > 1);
    return run.out().lines().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theClosureIsTheSame(int workerCount) {
    assertThat(closure(workerCount)).isEqualTo(expected);
  }

  @Test
  void aRunThatIsStoppedSaysHowFarItGot() {
    CommandRun run = CommandRun.of(facts, rules, "--think", "--max-steps=2", "--workers=2");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("the limit of 2 rounds is reached").contains(" of them new");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void rulesCanBeAppliedOnce() {
    CommandRun one =
        CommandRun.of(facts, rules, "--rules", "--data", "--ntriples", "--workers=1", "--verbose");
    CommandRun two =
        CommandRun.of(facts, rules, "--rules", "--data", "--ntriples", "--workers=2", "--verbose");
    assertThat(two.err()).contains("1 rounds");
    assertThat(two.out().lines().sorted()).isEqualTo(one.out().lines().sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2000"})
  void aNumberThatCannotBeIsAWrongUsage(String workerCount) {
    CommandRun run = CommandRun.of(rules, "--think", "--workers=" + workerCount);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--workers must be from 1 to 1,024");
  }
}
