package cwm.cluster.state;

/// Who holds a lock.
///
/// @param token the index of the command that granted it. Each grant of a lock has a larger one
///   than those before it, so a resource that refuses smaller tokens than the largest it has seen
///   is safe from holders that do not know yet that they lost the lock
public record Holder(Request request, long token) {

  public String nodeId() {
    return request.nodeId();
  }
}
