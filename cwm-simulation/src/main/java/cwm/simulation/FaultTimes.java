package cwm.simulation;

import java.time.Duration;

/// How often things break, and for how long at most. An interval is a mean; zero is never.
///
/// @param crashEvery between crashes of a node
/// @param downMax until it starts again
/// @param diskLossShare crashes after which a disk is empty, if the cluster can bear that
/// @param cutEvery between cuts of two nodes, both ways or one way
/// @param isolationEvery between cuts of one node from all others
/// @param cutMax until a cut is mended
/// @param pauseEvery between standstills of a node
/// @param pauseMax how long it stands still
/// @param fullDiskEvery between disks that fill
/// @param fullDiskMax until there is room again
public record FaultTimes(
    Duration crashEvery,
    Duration downMax,
    double diskLossShare,
    Duration cutEvery,
    Duration isolationEvery,
    Duration cutMax,
    Duration pauseEvery,
    Duration pauseMax,
    Duration fullDiskEvery,
    Duration fullDiskMax) {

  /// Much at once, but with times in between in which the cluster works.
  public static FaultTimes often() {
    return new FaultTimes(
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        0.3,
        Duration.ofSeconds(8),
        Duration.ofSeconds(15),
        Duration.ofSeconds(4),
        Duration.ofSeconds(8),
        Duration.ofSeconds(6),
        Duration.ofSeconds(30),
        Duration.ofSeconds(3));
  }

  /// Cables only, and not for long: nodes live, and their sessions with the cluster mostly too.
  public static FaultTimes shortCuts() {
    return new FaultTimes(
        Duration.ZERO,
        Duration.ZERO,
        0,
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        Duration.ofMillis(500),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }
}
