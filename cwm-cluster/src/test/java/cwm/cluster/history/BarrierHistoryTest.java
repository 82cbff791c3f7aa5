package cwm.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cwm.cluster.history.Violation.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Histories of a barrier of two by hand; times are nanoseconds.
class BarrierHistoryTest {
  private static final String TWO_GENERATIONS =
      """
      10 a ENTER_CALLED x 1 e1 2
      20 b ENTER_CALLED x 2 e1 2
      22 a PASSED x 1 e1 0
      24 a ENTER_CALLED x 1 e2 2
      25 b PASSED x 2 e1 0
      30 b ENTER_CALLED x 2 e2 2
      31 b PASSED x 2 e2 1
      32 a PASSED x 1 e2 1
      """;

  @Test
  void correctHistoriesHaveNoViolations() {
    assertThat(check(TWO_GENERATIONS)).isEmpty();
    assertThat(check(TWO_GENERATIONS + "40 a ENTER_CALLED x 1 e3 2\n900 a RENEWED - 1 - 0\n"))
        .isEmpty();
  }

  @Test
  void whoeverPassesTooEarlyIsFound() {
    assertThat(check(TWO_GENERATIONS.replace("22 a PASSED", "15 a PASSED")))
        .extracting(Violation::kind)
        .containsExactlyInAnyOrder(Kind.PASSED_EARLY, Kind.GENERATION_DECREASED);
  }

  @Test
  void oneTooManyIsFound() {
    assertThat(check(TWO_GENERATIONS + "11 c ENTER_CALLED x 3 e1 2\n26 c PASSED x 3 e1 0\n"))
        .extracting(Violation::kind)
        .containsExactly(Kind.TOO_MANY_PASSED);
  }

  @Test
  void generationThatWasOverBeforeIsFound() {
    String repeated = TWO_GENERATIONS.replace("e2 1", "e2 0");
    assertThat(check(repeated))
        .extracting(Violation::kind)
        .contains(Kind.GENERATION_DECREASED, Kind.TOO_MANY_PASSED);
  }

  @Test
  void lostReleaseOfAllIsFound() {
    String all = TWO_GENERATIONS.replaceAll("3[12] . PASSED.*\n", "");
    assertThat(check(all + "130 c RENEWED - 1 - 0\n")).isEmpty();
    assertThat(check(all + "131 c RENEWED - 1 - 0\n"))
        .extracting(Violation::kind)
        .containsExactly(Kind.RELEASE_LOST);
  }

  @Test
  void lostReleaseOfOneIsFound() {
    String one = TWO_GENERATIONS.replace("32 a PASSED x 1 e2 1\n", "");
    assertThat(check(one + "131 c RENEWED - 1 - 0\n")).isEmpty();
    String late = one + "132 c RENEWED - 1 - 0\n";
    assertThat(check(late)).extracting(Violation::kind).containsExactly(Kind.RELEASE_LOST);
    assertThat(check(late + "40 a PAUSED - 0 - 0\n")).isEmpty();
    assertThat(check(late + "40 a KILLED - 0 - 0\n")).isEmpty();
    assertThat(check(late + "40 a ENTER_FAILED x 1 e2 0\n")).isEmpty();
  }

  @Test
  void whoeverWasKilledOnTheWayMayBeTheOneThatIsMissing() {
    assertThat(
            check(
                TWO_GENERATIONS.replace("32 a PASSED x 1 e2 1\n", "32 a KILLED - 0 - 0\n")
                    + "29 c ENTER_CALLED x 3 e1 2\n200 c RENEWED - 3 - 0\n"))
        .isEmpty();
  }

  @Test
  void historiesThatCannotBeJudgedAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("12 a PASSED x 1 e1 0\n"))
        .withMessageContaining("no ENTER_CALLED before");
  }

  private static List<Violation> check(String lines) {
    var history = new History(lines.lines().map(HistoryEvent::parse).toList());
    return BarrierHistory.check(history, Duration.ofNanos(100));
  }
}
