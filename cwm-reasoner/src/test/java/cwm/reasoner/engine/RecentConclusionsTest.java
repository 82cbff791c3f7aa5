package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentConclusionsTest {
  private final RecentConclusions recent = new RecentConclusions();

  @Test
  void whatWasToldIsNotToldAgain() {
    assertThat(recent.add(1, 2, 3, 0)).isTrue();
    assertThat(recent.add(1, 2, 3, 0)).isFalse();
  }

  @Test
  void allOfAConclusionCounts() {
    recent.add(1, 2, 3, 0);
    assertThat(recent.add(4, 2, 3, 0)).isTrue();
    assertThat(recent.add(1, 4, 3, 0)).isTrue();
    assertThat(recent.add(1, 2, 4, 0)).isTrue();
    assertThat(recent.add(1, 2, 3, 1)).isTrue();
  }

  /// More eras than are told apart.
  @Test
  void whatIsForgottenIsToldAgain() {
    for (int era = 0; era < 200_000; era++) {
      assertThat(recent.add(era % 3, 2, 3, 0)).isTrue();
      assertThat(recent.add(era % 3, 2, 3, 0)).isFalse();
      recent.clear();
    }
  }
}
