package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogLimiterTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final LogLimiter limiter = new LogLimiter();

  @Test
  void oneLineAMinuteWithTheCountOfTheOthers() {
    assertThat(limiter.note("a", 0)).isEqualTo(OptionalLong.of(0));
    assertThat(limiter.note("a", 1)).isEmpty();
    assertThat(limiter.note("b", 1)).isEqualTo(OptionalLong.of(0));
    assertThat(limiter.note("a", MINUTE - 1)).isEmpty();
    assertThat(limiter.note("a", MINUTE)).isEqualTo(OptionalLong.of(2));
    assertThat(limiter.note("a", 2 * MINUTE)).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void manyKindsDoNotFillTheMemory() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.note("kind " + i, i)).isPresent();
    }
    assertThat(limiter.note("kind 9999", 10_000)).as("the latest are remembered").isEmpty();
    assertThat(limiter.note("kind 0", 10_001)).as("the oldest is not").isPresent();
  }
}
