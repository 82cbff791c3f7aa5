package cwm.cluster.state;

/// What locks and places in queues and barriers belong to.
///
/// @param id the index of the command that opened it
/// @param requestId of that command
/// @param leaseMillis how long it lives without being renewed
/// @param renewedIndex the index of the command that renewed it last, or `id`
public record Session(
    long id,
    String nodeId,
    String incarnation,
    String requestId,
    long leaseMillis,
    long renewedIndex) {

  Session renewedAt(long index) {
    return new Session(id, nodeId, incarnation, requestId, leaseMillis, index);
  }
}
