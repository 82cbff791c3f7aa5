package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.transport.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TargetTest {
  private final Target target = new Target(new Address.Memory("x"));
  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void delaysDoubleUpToALimitAndDiffer() {
    Set<Duration> last = new HashSet<>();
    for (int failure = 0; failure < 40; failure++) {
      long most = Math.min(100L << Math.min(failure, 20), 2_000);
      Duration delay = target.nextDelay(random);
      assertThat(delay.toMillis()).isBetween(most / 2, most);
      if (failure >= 30) {
        last.add(delay);
      }
    }
    assertThat(last).as("jitter").hasSizeGreaterThan(5);
  }

  @Test
  void aSuccessStartsTheDelaysAnew() {
    for (int failure = 0; failure < 10; failure++) {
      target.nextDelay(random);
    }
    target.setReached();
    assertThat(target.nextDelay(random)).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
