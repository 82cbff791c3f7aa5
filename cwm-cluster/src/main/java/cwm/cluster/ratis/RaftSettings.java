package cwm.cluster.ratis;

import cwm.cluster.log.LogSettings;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// What Ratis is told: [LogSettings] in its words, and limits of our own.
final class RaftSettings {
  /// Bytes of one entry at most, and of the entries in one message. Ratis has one limit for both.
  static final int BATCH_BYTES_MAX = 4 << 20;

  /// Entries in one message at most, so that a follower far behind gets them in messages that can
  /// be answered in time.
  private static final int BATCH_COUNT_MAX = 1_000;

  /// What Ratis and protobuf add to a command, generously.
  private static final int ENVELOPE_BYTES_MAX = 256;

  /// Bytes of one command at most.
  static final int COMMAND_BYTES_MAX = BATCH_BYTES_MAX - ENVELOPE_BYTES_MAX;

  /// Proposals that are neither committed nor given up, at most.
  static final int PENDING_COUNT_MAX = 4_096;

  /// Bytes of an entry that is small, with its length and checksum.
  private static final int SMALL_ENTRY_BYTES = 64;

  /// Entries that a new voter may lack: it counts towards the majority from then on. With none,
  /// steady writes would keep it out.
  private static final int STAGING_GAP = 16;

  private static final int SEGMENT_BYTES_MIN = 32 << 10;
  private static final int SEGMENT_BYTES_MAX = 1 << 20;

  /// The part of a segment that is allocated in advance.
  private static final int PREALLOCATED_PART = 8;

  /// A message of its own is made of each; the receiver keeps one in memory.
  private static final String SNAPSHOT_CHUNK_SIZE = "1MB";

  /// Segments whose entries stay in memory. Followers that lag further read from the disk.
  private static final int CACHED_SEGMENTS_MAX = 6;

  /// Entries are not written anew when a call is repeated, since none is: what Ratis remembers for
  /// that purpose may be forgotten soon.
  private static final TimeDuration REMEMBERED = TimeDuration.ONE_SECOND;

  /// Ratis ends a server that was paused for longer. Ours may be stopped and go on.
  private static final TimeDuration PAUSE_MAX = TimeDuration.valueOf(3_650, TimeUnit.DAYS);

  private RaftSettings() {}

  static RaftProperties of(LogSettings settings) {
    var properties = new RaftProperties();
    RaftConfigKeys.Rpc.setType(properties, new IpcRpcType());
    RaftServerConfigKeys.setCloseThreshold(properties, PAUSE_MAX);
    RaftServerConfigKeys.setSleepDeviationThreshold(
        properties, time(settings.electionTimeoutMin()));
    setTimes(properties, settings);
    setLog(properties, settings);
    setSnapshots(properties, settings);
    setMemory(properties);
    return properties;
  }

  private static void setTimes(RaftProperties properties, LogSettings settings) {
    TimeDuration min = time(settings.electionTimeoutMin());
    TimeDuration max = time(settings.electionTimeoutMax());
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, min);
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, max);
    // Who opens its copy need not wait long: who hears a leader does not vote for it.
    Duration soon = settings.heartbeatInterval();
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, time(soon));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(soon.multipliedBy(2)));
    RaftServerConfigKeys.Rpc.setRequestTimeout(properties, max);
    RaftServerConfigKeys.setStagingTimeout(properties, time(stagingTimeout(settings)));
    RaftServerConfigKeys.setStagingCatchupGap(properties, STAGING_GAP);
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, max);
  }

  /// Silence of a new member after which a change of members is given up.
  static Duration stagingTimeout(LogSettings settings) {
    return settings.electionTimeoutMax().multipliedBy(3);
  }

  private static void setLog(RaftProperties properties, LogSettings settings) {
    int segmentBytes = segmentBytes(settings);
    Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(segmentBytes));
    Log.setPreallocatedSize(properties, SizeInBytes.valueOf(segmentBytes / PREALLOCATED_PART));
    Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(BATCH_BYTES_MAX));
    Log.Appender.setBufferElementLimit(properties, BATCH_COUNT_MAX);
    // Room for the largest entry with its length and checksum.
    Log.setWriteBufferSize(properties, SizeInBytes.valueOf(BATCH_BYTES_MAX + (64 << 10)));
    Log.setUnsafeFlushEnabled(properties, !settings.isDurable());
    Log.setLogMetadataEnabled(properties, false); // else there are twice as many entries
    Log.setCorruptionPolicy(properties, Log.CorruptionPolicy.EXCEPTION);
    Log.setPurgeUptoSnapshotIndex(properties, true);
    Log.setPurgeGap(properties, settings.logCompactionThreshold());
    Log.Appender.setSnapshotChunkSizeMax(properties, SizeInBytes.valueOf(SNAPSHOT_CHUNK_SIZE));
  }

  /// Only whole segments are ever dropped, so they hold no more small entries than are to be
  /// dropped at a time.
  private static int segmentBytes(LogSettings settings) {
    int count = Math.min(settings.logCompactionThreshold(), settings.snapshotInterval());
    return Math.clamp((long) count * SMALL_ENTRY_BYTES, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
  }

  private static void setSnapshots(RaftProperties properties, LogSettings settings) {
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
    RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, settings.snapshotInterval());
    RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1L);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
  }

  private static void setMemory(RaftProperties properties) {
    RaftServerConfigKeys.Write.setElementLimit(properties, PENDING_COUNT_MAX);
    Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS_MAX);
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, REMEMBERED);
    RaftServerConfigKeys.Read.ReadAfterWriteConsistent.setWriteIndexCacheExpiryTime(
        properties, REMEMBERED);
  }

  /// Where groups that are opened from now on have their directories.
  static void setDirectory(RaftProperties properties, Path directory) {
    RaftServerConfigKeys.setStorageDir(properties, List.<File>of(directory.toFile()));
  }

  static TimeDuration time(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
