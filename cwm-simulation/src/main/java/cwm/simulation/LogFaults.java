package cwm.simulation;

import java.time.Duration;

/// What goes wrong in simulated logs without any fault of network, hosts or disks, all by seed.
///
/// @param messageDelayMax how long a message takes at most, in addition to the sender's slowness
/// @param syncDelayMax how long a leader's disk takes at most
/// @param applyDelayMax how long a member takes at most to go on applying
/// @param lostOutcomeShare proposals whose proposer does not learn what became of them
/// @param refusedShare proposals that a leader refuses for no reason
/// @param lostVoteShare messages lost in elections
/// @param leaderChangeEvery the mean time between elections without need; zero for none
/// @param lagEvery the mean time until a member becomes slow; zero for never
/// @param lagMax how long it is slow at most
public record LogFaults(
    Duration messageDelayMax,
    Duration syncDelayMax,
    Duration applyDelayMax,
    double lostOutcomeShare,
    double refusedShare,
    double lostVoteShare,
    Duration leaderChangeEvery,
    Duration lagEvery,
    Duration lagMax) {

  /// Nothing goes wrong; things take time, and not always the same.
  public static LogFaults none() {
    return new LogFaults(
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(5),
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }

  /// All goes wrong, more often than in life.
  public static LogFaults many() {
    return new LogFaults(
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        0.05,
        0.01,
        0.1,
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5));
  }
}
