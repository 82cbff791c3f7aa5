package cwm.simulation.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequiresConditionTest {
  private static final List<String> MISSING = List.of("needs root and ip(8)");

  @Test
  void runsWhatLacksNothing() {
    assertThat(RequiresCondition.decide("test", List.of(), true).isDisabled()).isFalse();
    assertThat(RequiresCondition.decide("test", List.of(), false).isDisabled()).isFalse();
  }

  @Test
  void skipsWithTheReason() {
    assertThat(RequiresCondition.decide("test", MISSING, false))
        .matches(result -> result.isDisabled())
        .matches(result -> result.getReason().orElseThrow().equals(MISSING.getFirst()));
  }

  @Test
  void failsWhereNothingMayBeSkipped() {
    assertThatThrownBy(() -> RequiresCondition.decide("test", MISSING, true))
        .hasMessage(
            "test needs root and ip(8); it may not be skipped with " + "CWM_REQUIRE_ALL_TESTS=yes");
  }
}
