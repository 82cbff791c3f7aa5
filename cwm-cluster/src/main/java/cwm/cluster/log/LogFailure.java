package cwm.cluster.log;

/// Why a member cannot write its log.
///
/// @param isDiskFull whether room on the disk would mend it
/// @param message for people: what, where, and what would help
public record LogFailure(boolean isDiskFull, String message) {}
