package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a cluster promises, whatever goes wrong.
class SimulatedClusterTest {
  private static final Duration DURATION = Duration.ofSeconds(30);

  @RandomSeeds(40)
  void locksAndBarriersHoldWhateverHappens(long seed) {
    ChaosRun.of(seed, FaultTimes.often(), LogFaults.many(), DURATION).cluster().check();
  }

  /// Where nobody dies, everybody knows whether it has passed.
  @RandomSeeds(20)
  void barriersOpenForAllOrForNobody(long seed) {
    ChaosRun.of(seed, FaultTimes.shortCuts(), LogFaults.many(), DURATION).cluster().check();
  }

  @Test
  void sameSeedSameRun() {
    ChaosRun one = ChaosRun.of(7, FaultTimes.often(), LogFaults.many(), DURATION);
    ChaosRun other = ChaosRun.of(7, FaultTimes.often(), LogFaults.many(), DURATION);
    assertThat(other.cluster().trace()).isEqualTo(one.cluster().trace());
    assertThat(other.clients().grantCount()).isEqualTo(one.clients().grantCount());
  }

  /// A run in which nothing happens would have no problems either.
  @Test
  void runsSeeEverything() {
    int grantCount = 0;
    int refusalCount = 0;
    int openingCount = 0;
    for (long seed = 0; seed < 10; seed++) {
      ChaosRun run = ChaosRun.of(seed, FaultTimes.often(), LogFaults.many(), DURATION);
      grantCount += run.clients().grantCount();
      refusalCount += run.clients().refusalCount();
      openingCount += run.clients().openingCount();
    }
    assertThat(grantCount).isGreaterThan(100);
    assertThat(refusalCount).isPositive();
    assertThat(openingCount).isGreaterThan(200);
  }
}
