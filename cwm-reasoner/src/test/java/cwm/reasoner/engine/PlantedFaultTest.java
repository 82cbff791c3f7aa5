package cwm.reasoner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.reasoner.testing.RandomProgram;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Tries whether the checks of [WorkersPropertyTest] and [SitesPropertyTest] would notice an engine
/// that breaks the protocol.
class PlantedFaultTest {
  private static final int SEED_COUNT = 2_000;

  @ParameterizedTest
  @EnumSource
  void isNoticed(PlantedFault fault) {
    assertThat(firstSeedThatNotices(fault.assembly())).as("seed").isBetween(0L, SEED_COUNT - 1L);
  }

  static Set<PlantedFault> faultsOfSites() {
    return EnumSet.complementOf(EnumSet.copyOf(PlantedFault.OF_ONE_MACHINE));
  }

  @ParameterizedTest
  @MethodSource("faultsOfSites")
  void isNoticedWhereSitesWorkTogether(PlantedFault fault) {
    assertThat(
            firstSeed(
                seed -> {
                  SitesPropertyTest.checkClosure(
                      RandomProgram.of(seed).statements(), seed, _ -> fault.assembly());
                  SitesPropertyTest.checkInstances(
                      RandomProgram.plain(seed).statements(), seed, _ -> fault.assembly());
                }))
        .as("seed")
        .isBetween(0L, SEED_COUNT - 1L);
  }

  /// A site goes on from a meeting though what others had sent it has not come.
  @Test
  void isNoticedThatAMarkerOvertakesWhatCameBeforeIt() {
    assertThat(
            firstSeed(
                seed ->
                    SitesPropertyTest.checkClosureWithLateShipments(
                        RandomProgram.of(seed).statements(), seed)))
        .as("seed")
        .isBetween(0L, SEED_COUNT - 1L);
  }

  private static long firstSeedThatNotices(Assembly faulty) {
    return firstSeed(
        seed -> {
          WorkersPropertyTest.checkClosure(RandomProgram.of(seed).statements(), seed, faulty);
          WorkersPropertyTest.checkInstances(RandomProgram.plain(seed).statements(), seed, faulty);
        });
  }

  /// The first seed for which a check fails; [#SEED_COUNT] if there is none.
  private static long firstSeed(LongConsumer check) {
    long seed = 0;
    while (seed < SEED_COUNT) {
      try {
        check.accept(seed);
        seed++;
      } catch (AssertionError _) {
        return seed;
      }
    }
    return seed;
  }
}
