package cwm.cluster.log;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Where a node's copies of logs live.
public interface LogHost extends AutoCloseable {
  /// Opens this member's copy of a log: goes on with the one it keeps, or begins an empty one.
  ///
  /// @param group names the log among all logs of all clusters
  /// @param self this member; the same for as long as the copy is kept
  /// @param founders the log's first members if this member begins it, then including itself; empty
  ///   for a member that waits to be taken in, or goes on
  /// @throws cwm.cluster.ClusterException `STORAGE` if what is on disk cannot be read or written
  ReplicatedLog open(UUID group, MemberId self, List<LogMember> founders, LogMachine machine);

  /// Whether copies outlive the process.
  boolean isDurable();

  /// The logs that this host keeps copies of.
  ///
  /// @throws cwm.cluster.ClusterException `STORAGE` if that cannot be read
  Set<UUID> kept();

  /// Whether this host keeps a copy of a log.
  boolean keeps(UUID group);

  /// Applies all that the closed copy of a log holds to a machine that is new, whether it was
  /// agreed on or not, for when nobody is left to agree with. The copy stays as it is. Takes as
  /// long as it takes to read it.
  ///
  /// @throws cwm.cluster.ClusterException `STORAGE` if what is on disk cannot be read
  void salvage(UUID group, MemberId self, LogMachine machine);

  /// Deletes the closed copy of a log, so that its member is gone for good.
  void delete(UUID group);

  /// Closes all copies.
  @Override
  void close();
}
