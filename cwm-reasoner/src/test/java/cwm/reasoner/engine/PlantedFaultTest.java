package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tries whether the checks of [WorkersPropertyTest] would notice an engine that breaks the
/// protocol.
class PlantedFaultTest {
  private static final int SEED_COUNT = 2_000;

  @ParameterizedTest
  @EnumSource
  void isNoticed(PlantedFault fault) {
    assertThat(firstSeedThatNotices(fault.assembly())).as("seed").isBetween(0L, SEED_COUNT - 1L);
  }

  private static long firstSeedThatNotices(Assembly faulty) {
    long seed = 0;
    while (seed < SEED_COUNT && !isNoticed(faulty, seed)) {
      seed++;
    }
    return seed;
  }

  private static boolean isNoticed(Assembly faulty, long seed) {
    try {
      WorkersPropertyTest.checkClosure(RandomProgram.of(seed).statements(), seed, faulty);
      WorkersPropertyTest.checkInstances(RandomProgram.plain(seed).statements(), seed, faulty);
      return false;
    } catch (AssertionError _) {
      return true;
    }
  }
}
