package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserCommandTest {
  @Test
  void printsALineForAPassword() {
    CommandRun run = CommandRun.withInput("correct horse\nmore\n", "user", "ann", "write");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .matches("ann write pbkdf2-sha256:600000:[\\w-]{22}:[\\w-]{43}\n")
        .doesNotContain("correct");
  }

  @Test
  void makesATokenThatIsShownOnce() {
    CommandRun run = CommandRun.of("user", "--token", "ci", "read");
    assertThat(run.out()).matches("token ci read [0-9a-f]{64}\n");
    assertThat(run.err()).matches("cwm: the token, which is shown only now: [\\w-]{43}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "a:b write, is no name, USAGE",
    "ann owner, there is no role 'owner', USAGE",
    "ann, NAME ROLE, USAGE",
    "ann write, a password has 8 characters at least, FAILED",
  })
  void mistakesAreTold(String args, String message, ExitCode code) {
    Object[] all = ("user " + args).split(" ");
    CommandRun run = CommandRun.withInput("short\n", all);
    assertThat(run.exitCode()).isEqualTo(code);
    assertThat(run.err()).contains(message).doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
  }
}
