package cwm.cluster.log;

/// A member of a log's configuration.
///
/// @param votes whether its copy counts and it may lead; else it only listens
public record LogMember(MemberId id, boolean votes) {}
