package cwm.distributed;

/// How far a member's copy of a set is behind, as the leader of the set knows.
///
/// @param set its id
/// @param nodeId the member, which may be the witness
/// @param entryCount entries of the set's log that are agreed on, and that the member is not known
///   to have
public record CopyLag(long set, String nodeId, long entryCount) {}
