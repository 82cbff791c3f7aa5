package cwm.cluster;

import cwm.cluster.state.Limits;
import cwm.ipc.transport.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a node agrees with others.
///
/// @param nodeId names the node in its cluster; the same as that of its [cwm.ipc.Node]
/// @param seedNodes where nodes of the cluster may be found; none for the node that starts it
/// @param electionTimeoutMin silence of the leader after which a follower stands for election at
///   the earliest; at least 3 × `heartbeatInterval`, so that one lost message does not cost a
///   leader
/// @param electionTimeoutMax the same at the latest; each follower draws its own in between (Raft
///   paper, 5.2)
/// @param heartbeatInterval how often a leader shows that it is alive
/// @param logCompactionThreshold entries of the log from which on it is cut behind a snapshot
/// @param snapshotInterval applied entries from one snapshot to the next
/// @param maxVoters members that vote; those beyond only listen
/// @param dataDir where the log is kept; empty to keep nothing beyond this process
/// @param lease how long a lock outlives the last sign of its holder; 1 ms to an hour. One that is
///   shorter than an election is lost with the leader
public record ClusterConfig(
    String nodeId,
    List<Address> seedNodes,
    Duration electionTimeoutMin,
    Duration electionTimeoutMax,
    Duration heartbeatInterval,
    int logCompactionThreshold,
    int snapshotInterval,
    int maxVoters,
    Optional<Path> dataDir,
    Duration lease) {
  private static final int HEARTBEATS_PER_TIMEOUT = 3;
  private static final Duration LEASE_MIN = Duration.ofMillis(Limits.LEASE_MILLIS_MIN);
  private static final Duration LEASE_MAX = Duration.ofMillis(Limits.LEASE_MILLIS_MAX);

  public ClusterConfig {
    seedNodes = List.copyOf(seedNodes);
    require(heartbeatInterval.isPositive(), "heartbeatInterval " + heartbeatInterval);
    require(
        electionTimeoutMin.compareTo(heartbeatInterval.multipliedBy(HEARTBEATS_PER_TIMEOUT)) >= 0,
        "electionTimeoutMin "
            + electionTimeoutMin
            + "; at least 3 x heartbeatInterval "
            + heartbeatInterval);
    require(
        electionTimeoutMin.compareTo(electionTimeoutMax) <= 0,
        "electionTimeoutMin " + electionTimeoutMin + "; at most " + electionTimeoutMax);
    require(logCompactionThreshold >= 1, "logCompactionThreshold " + logCompactionThreshold);
    require(snapshotInterval >= 1, "snapshotInterval " + snapshotInterval);
    require(maxVoters >= 1, "maxVoters " + maxVoters);
    require(
        lease.compareTo(LEASE_MIN) >= 0 && lease.compareTo(LEASE_MAX) <= 0,
        "lease " + lease + "; " + LEASE_MIN + " to " + LEASE_MAX);
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
  }

  /// The defaults.
  public static Builder builder(String nodeId) {
    return new Builder(nodeId);
  }

  /// Starts from the defaults: the specification's, but for the times. With its 150 to 300 ms and a
  /// heartbeat of 50 ms a busy host of two cores loses its leader to a pause.
  public static final class Builder {
    private final String nodeId;
    private List<Address> seedNodes = List.of();
    private Duration electionTimeoutMin = Duration.ofMillis(600);
    private Duration electionTimeoutMax = Duration.ofMillis(1_200);
    private Duration heartbeatInterval = Duration.ofMillis(200);
    private int logCompactionThreshold = 10_000;
    private int snapshotInterval = 5_000;
    private int maxVoters = 7;
    private Optional<Path> dataDir = Optional.empty();
    private Duration lease = Duration.ofSeconds(10);

    private Builder(String nodeId) {
      this.nodeId = nodeId;
    }

    /// Texts as [Address#parse] reads them.
    public Builder seedNodes(String... addresses) {
      return seedNodes(List.of(addresses).stream().map(Address::parse).toList());
    }

    public Builder seedNodes(List<Address> addresses) {
      seedNodes = addresses;
      return this;
    }

    public Builder electionTimeout(Duration min, Duration max) {
      electionTimeoutMin = min;
      electionTimeoutMax = max;
      return this;
    }

    public Builder heartbeatInterval(Duration interval) {
      heartbeatInterval = interval;
      return this;
    }

    public Builder logCompactionThreshold(int entryCount) {
      logCompactionThreshold = entryCount;
      return this;
    }

    public Builder snapshotInterval(int entryCount) {
      snapshotInterval = entryCount;
      return this;
    }

    public Builder maxVoters(int count) {
      maxVoters = count;
      return this;
    }

    public Builder dataDir(Path directory) {
      dataDir = Optional.of(directory);
      return this;
    }

    public Builder lease(Duration duration) {
      lease = duration;
      return this;
    }

    public ClusterConfig build() {
      return new ClusterConfig(
          nodeId,
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
}
