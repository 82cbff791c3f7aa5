package cwm.cluster.log;

import java.time.Duration;

/// How members of a log agree.
///
/// @param electionTimeoutMin silence of the leader after which a follower stands for election at
///   the earliest
/// @param electionTimeoutMax the same at the latest
/// @param heartbeatInterval how often a leader shows that it is alive
/// @param logCompactionThreshold entries of the log from which on it is cut behind a snapshot
/// @param snapshotInterval applied entries from one snapshot to the next
/// @param isDurable whether the log outlives the process; else nothing is synced to the disk
public record LogSettings(
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration heartbeatInterval,
    int logCompactionThreshold,
    int snapshotInterval,
    boolean isDurable) {}
