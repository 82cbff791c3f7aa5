package cwm.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cwm.cluster.history.Violation.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Histories of the lock `l` by hand; times are nanoseconds, the lease has 100 of them.
class LockHistoryTest {
  private static final String TWO_IN_TURN =
      """
      0 a RENEWED - 1 - 0
      1 b RENEWED - 2 - 0
      10 a ACQUIRE_CALLED l 1 r1 0
      12 a ACQUIRED l 1 r1 5
      14 b ACQUIRE_CALLED l 2 r1 0
      15 resource FENCED_WRITE l 0 - 5
      20 a RELEASE_CALLED l 1 r1 0
      22 b ACQUIRED l 2 r1 7
      23 a RELEASED l 1 r1 0
      25 resource FENCED_WRITE l 0 - 7
      30 b RELEASE_CALLED l 2 r1 0
      31 b RELEASED l 2 r1 0
      """;

  private static final String LEASE_RUN_OUT =
      """
      0 a RENEWED - 1 - 0
      1 b RENEWED - 2 - 0
      10 a ACQUIRE_CALLED l 1 r1 0
      12 a ACQUIRED l 1 r1 5
      30 a RENEWED - 1 - 0
      31 tester PAUSED - 0 - 0
      31 a PAUSED - 0 - 0
      50 b ACQUIRE_CALLED l 2 r1 0
      90 b RENEWED - 2 - 0
      135 b ACQUIRED l 2 r1 9
      140 a RESUMED - 0 - 0
      141 a RELEASE_CALLED l 1 r1 0
      142 a RELEASED l 1 r1 0
      150 b RELEASE_CALLED l 2 r1 0
      151 b RELEASED l 2 r1 0
      """;

  private static final String ONE_WAITS =
      """
      0 a RENEWED - 1 - 0
      1 b RENEWED - 2 - 0
      10 a ACQUIRE_CALLED l 1 r1 0
      12 a ACQUIRED l 1 r1 5
      14 b ACQUIRE_CALLED l 2 r1 0
      20 a RELEASE_CALLED l 1 r1 0
      23 a RELEASED l 1 r1 0
      """;

  @Test
  void correctHistoriesHaveNoViolations() {
    assertThat(check(TWO_IN_TURN)).isEmpty();
    assertThat(check(LEASE_RUN_OUT)).isEmpty();
    assertThat(check("")).isEmpty();
  }

  @Test
  void reusedTokenIsFound() {
    assertViolation(
        TWO_IN_TURN.replace("22 b ACQUIRED l 2 r1 7", "22 b ACQUIRED l 2 r1 5"),
        Kind.TOKEN_REUSED,
        "12 a ACQUIRED l 1 r1 5",
        "22 b ACQUIRED l 2 r1 5");
  }

  @Test
  void tokenThatDecreasesInRealTimeIsFound() {
    assertViolation(
        TWO_IN_TURN
            .replace("22 b ACQUIRED l 2 r1 7", "22 b ACQUIRED l 2 r1 4")
            .replace("25 resource FENCED_WRITE l 0 - 7\n", ""),
        Kind.TOKEN_DECREASED,
        "12 a ACQUIRED l 1 r1 5",
        "22 b ACQUIRED l 2 r1 4");
  }

  @Test
  void tokensOfRequestsAtTheSameTimeMayComeInAnyOrder() {
    String history = TWO_IN_TURN.replace("14 b ACQUIRE_CALLED", "11 b ACQUIRE_CALLED");
    assertThat(check(history.replace("r1 7", "r1 4").replace("l 0 - 7", "l 0 - 5"))).isEmpty();
  }

  @Test
  void tokensOfOtherLocksDoNotMatter() {
    String other = TWO_IN_TURN.replace(" l ", " m ").replace(" r1 ", " r2 ");
    assertThat(check(TWO_IN_TURN + other)).isEmpty();
  }

  @Test
  void secondTokenOfARequestIsFound() {
    assertViolation(
        TWO_IN_TURN + "13 a ACQUIRED l 1 r1 6\n",
        Kind.GRANTED_TWICE,
        "12 a ACQUIRED l 1 r1 5",
        "13 a ACQUIRED l 1 r1 6");
  }

  @Test
  void resourceThatAcceptsASmallerTokenIsFound() {
    assertViolation(
        TWO_IN_TURN + "26 resource FENCED_WRITE l 0 - 5\n",
        Kind.FENCE_BROKEN,
        "25 resource FENCED_WRITE l 0 - 7",
        "26 resource FENCED_WRITE l 0 - 5");
  }

  @Test
  void grantBeforeTheReleaseIsFound() {
    assertViolation(
        TWO_IN_TURN.replace("22 b ACQUIRED", "19 b ACQUIRED"),
        Kind.TWO_HOLDERS,
        "12 a ACQUIRED l 1 r1 5",
        "19 b ACQUIRED l 2 r1 7");
  }

  @Test
  void grantBeforeTheEndOfTheLeaseIsFound() {
    assertViolation(
        LEASE_RUN_OUT.replace("135 b ACQUIRED", "125 b ACQUIRED"),
        Kind.TWO_HOLDERS,
        "12 a ACQUIRED l 1 r1 5",
        "125 b ACQUIRED l 2 r1 9");
  }

  @Test
  void holderThatWasKilledClaimsNothing() {
    assertThat(
            check(
                LEASE_RUN_OUT
                        .replace("135 b ACQUIRED", "125 b ACQUIRED")
                        .replaceAll("14\\d a .*\n", "")
                    + "120 a KILLED - 0 - 0\n"))
        .isEmpty();
  }

  @Test
  void lostGrantIsFound() {
    assertThat(check(ONE_WAITS + "123 c RENEWED - 3 - 0\n")).isEmpty();
    assertViolation(
        ONE_WAITS + "124 c RENEWED - 3 - 0\n", Kind.GRANT_LOST, "14 b ACQUIRE_CALLED l 2 r1 0");
  }

  @Test
  void grantIsNotLostAsLongAsTheLockMayBeHeld() {
    String end = "220 c RENEWED - 3 - 0\n";
    String unreleased = ONE_WAITS.replaceAll("2\\d a RELEASE.*\n", "");
    // The lease of a runs out at 180 if it was renewed at 80, else at 100.
    assertThat(check(unreleased + "80 a RENEWED - 1 - 0\n" + end)).isEmpty();
    assertThat(check(unreleased + end))
        .extracting(Violation::kind)
        .containsExactly(Kind.GRANT_LOST);
    // A process that was killed while it waited may have been granted the lock.
    String killed = ONE_WAITS + "15 d RENEWED - 4 - 0\n16 d ACQUIRE_CALLED l 4 r1 0\n";
    assertThat(check(killed + "130 d RENEWED - 4 - 0\n131 d KILLED - 0 - 0\n" + end)).isEmpty();
  }

  @Test
  void grantIsNotLostToWhoeverCannotTakeIt() {
    String end = "220 c RENEWED - 3 - 0\n";
    assertThat(check(ONE_WAITS + "60 b KILLED - 0 - 0\n" + end)).isEmpty();
    assertThat(check(ONE_WAITS + "60 b PAUSED - 0 - 0\n" + end)).isEmpty();
    assertThat(check(ONE_WAITS + "60 b PAUSED - 0 - 0\n150 b RESUMED - 0 - 0\n" + end)).isEmpty();
    assertThat(check(ONE_WAITS + "60 b PAUSED - 0 - 0\n100 b RESUMED - 0 - 0\n" + end)).hasSize(1);
    assertThat(check(ONE_WAITS + "70 b ACQUIRE_FAILED l 2 r1 0\n" + end)).isEmpty();
  }

  @Test
  void historiesThatCannotBeJudgedAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(TWO_IN_TURN.replace("0 a RENEWED - 1 - 0\n", "")))
        .withMessageContaining("no RENEWED for session 1 of a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("12 a ACQUIRED l 1 r1 5\n"))
        .withMessageContaining("no ACQUIRE_CALLED before");
  }

  private static List<Violation> check(String lines) {
    var history = new History(lines.lines().map(HistoryEvent::parse).toList());
    return LockHistory.check(history, Duration.ofNanos(100), Duration.ofNanos(100));
  }

  private static void assertViolation(String lines, Kind kind, String... events) {
    assertThat(check(lines))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.events()).map(HistoryEvent::line).containsExactly(events);
            });
  }
}
