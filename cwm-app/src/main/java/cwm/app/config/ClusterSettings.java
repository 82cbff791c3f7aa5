package cwm.app.config;

import cwm.cluster.ClusterConfig;
import cwm.ipc.transport.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a node agrees with others: `[cluster]`. What a cluster takes of it is a [ClusterConfig],
/// which every run of the command would wait for, and most have no use for.
///
/// @param nodeId names the node in its cluster; a node that takes part has one
/// @param seedNodes where nodes of the cluster may be found; none for the node that starts it
/// @param electionTimeoutMin silence after which a follower stands for election at the earliest; at
///   least 3 × `heartbeatInterval`, so that one lost message does not cost a leader
/// @param electionTimeoutMax the same at the latest; each follower draws its own in between
/// @param heartbeatInterval how often a leader shows that it is alive
/// @param logCompactionThreshold entries of the log from which on it is cut behind a snapshot
/// @param snapshotInterval applied entries from one snapshot to the next
/// @param clusterName nodes of another name are refused
/// @param maxVoters members that vote; those beyond only listen
/// @param dataDir where the log is kept; empty to keep nothing beyond this process
/// @param lease how long a lock outlives the last sign of its holder
public record ClusterSettings(
    Optional<String> nodeId,
    List<Address> seedNodes,
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration heartbeatInterval,
    int logCompactionThreshold,
    int snapshotInterval,
    String clusterName,
    int maxVoters,
    Optional<Path> dataDir,
    Duration lease) {
  static final Range MILLIS = new Range(1, 3_600_000);
  static final Range ENTRIES = new Range(1, Integer.MAX_VALUE);
  static final Range VOTERS = new Range(1, 99);
  private static final int HEARTBEATS_PER_TIMEOUT = 3;

  /// The same as those of [ClusterConfig#builder], which says why.
  public static final ClusterSettings DEFAULT =
      new ClusterSettings(
          Optional.empty(),
          List.of(),
          Duration.ofMillis(600),
          Duration.ofMillis(1_200),
          Duration.ofMillis(200),
          10_000,
          5_000,
          "cwm",
          7,
          Optional.empty(),
          Duration.ofSeconds(10));

  public ClusterSettings {
    seedNodes = List.copyOf(seedNodes);
    long min = electionTimeoutMin.toMillis();
    long max = electionTimeoutMax.toMillis();
    long heartbeat = heartbeatInterval.toMillis();
    new Checks()
        .that(
            nodeId.isEmpty() || NodeSettings.isNodeId(nodeId.get()),
            "must be " + NodeSettings.NODE_ID,
            List.of("node_id"))
        .millis("election_timeout_min", electionTimeoutMin, MILLIS)
        .millis("election_timeout_max", electionTimeoutMax, MILLIS)
        .millis("heartbeat_interval_ms", heartbeatInterval, MILLIS)
        .that(
            min <= max,
            "must be at most election_timeout_max (" + max + "), and is " + min,
            List.of("election_timeout_min", "election_timeout_max"))
        .that(
            min >= HEARTBEATS_PER_TIMEOUT * heartbeat,
            "must be at least 3 x heartbeat_interval_ms (" + heartbeat + "), and is " + min,
            List.of("election_timeout_min", "heartbeat_interval_ms"))
        .range("log_compaction_threshold", logCompactionThreshold, ENTRIES)
        .range("snapshot_interval", snapshotInterval, ENTRIES)
        .that(
            NodeSettings.isClusterName(clusterName),
            "must be " + NodeSettings.CLUSTER_NAME,
            List.of("cluster_name"))
        .range("max_voters", maxVoters, VOTERS)
        .millis("lease_ms", lease, MILLIS)
        .orThrow();
  }

  static ClusterSettings of(Settings settings) {
    return new ClusterSettings(
        settings.find(Keys.CLUSTER_NODE_ID),
        settings.get(Keys.SEED_NODES),
        settings.millis(Keys.ELECTION_TIMEOUT_MIN),
        settings.millis(Keys.ELECTION_TIMEOUT_MAX),
        settings.millis(Keys.RAFT_HEARTBEAT),
        settings.count(Keys.LOG_COMPACTION_THRESHOLD),
        settings.count(Keys.SNAPSHOT_INTERVAL),
        settings.get(Keys.CLUSTER_NAME),
        settings.count(Keys.MAX_VOTERS),
        settings.find(Keys.DATA_DIR),
        settings.millis(Keys.LEASE));
  }

  /// What a node needs to know to agree with others. `clusterName` is not among it: whom a node
  /// talks to at all is decided below.
  ClusterConfig toConfig(String id) {
    return new ClusterConfig(
        id,
        seedNodes,
        electionTimeoutMin,
        electionTimeoutMax,
        heartbeatInterval,
        logCompactionThreshold,
        snapshotInterval,
        maxVoters,
        dataDir,
        lease);
  }
}
