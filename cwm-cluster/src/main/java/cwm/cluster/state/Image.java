package cwm.cluster.state;

import java.util.List;

/// All of a [ClusterState] as values: what a snapshot holds, in the order of the map or list that
/// it comes from. Public for [cwm.ipc.wire.RecordCodec] only.
///
/// @param firstGeneration of barriers that are new or were forgotten
public record Image(
    long lastApplied,
    List<Member> members,
    List<SessionImage> sessions,
    List<Lock> locks,
    List<Barrier> barriers,
    long firstGeneration,
    Agenda agenda) {

  /// A session with what it remembers.
  ///
  /// @param passes entries that were released and not acknowledged yet
  /// @param endedIds of requests, the one that ended first first
  public record SessionImage(Session session, List<Pass> passes, List<String> endedIds) {}

  /// An entry that was released.
  ///
  /// @param generation in which the entry was released
  public record Pass(String barrier, String entryId, long generation) {}

  /// Complains of an image that no state has.
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /// Complains of a request whose session does not exist.
  static void requireSession(Request request, Sessions sessions) {
    Session session = sessions.get(request.session());
    require(
        session != null && session.nodeId().equals(request.nodeId()),
        "%s has no session %d".formatted(request.nodeId(), request.session()));
  }
}
