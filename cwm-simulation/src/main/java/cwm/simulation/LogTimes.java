package cwm.simulation;

import cwm.cluster.ClusterConfig;
import cwm.cluster.log.LogSettings;
import java.time.Duration;

/// How patient a member of a simulated log is.
///
/// @param electionTimeoutMin silence of the leader after which a follower stands at the earliest
/// @param electionTimeoutMax the same at the latest; a leader that has not heard a majority for as
///   long leads no more
/// @param heartbeatInterval how often a leader shows that it is alive
/// @param requestTimeout after which an outcome that is not there is unknown
/// @param snapshotInterval applied entries from one snapshot to the next
public record LogTimes(
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration heartbeatInterval,
    Duration requestTimeout,
    int snapshotInterval) {

  /// Those of a cluster's configuration.
  static LogTimes of(ClusterConfig config) {
    return of(
        new LogSettings(
            config.electionTimeoutMin(),
            config.electionTimeoutMax(),
            config.heartbeatInterval(),
            config.logCompactionThreshold(),
            config.snapshotInterval(),
            config.dataDir().isPresent()));
  }

  /// Those of a log's settings. When the log is cut, a simulated one does not ask the threshold: it
  /// keeps nothing before its snapshot.
  static LogTimes of(LogSettings settings) {
    return new LogTimes(
        settings.electionTimeoutMin(),
        settings.electionTimeoutMax(),
        settings.heartbeatInterval(),
        settings.electionTimeoutMax().multipliedBy(2),
        settings.snapshotInterval());
  }
}
