package cwm.cluster.state;

/// A request for a lock, or an entry of a barrier.
///
/// @param nodeId whose session it is
/// @param id unique within the session
public record Request(long session, String nodeId, String id) {

  boolean is(long otherSession, String otherId) {
    return session == otherSession && id.equals(otherId);
  }
}
