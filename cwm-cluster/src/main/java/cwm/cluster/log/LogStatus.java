package cwm.cluster.log;

/// How far one member's copy of a log is. Indexes count from 1; 0 is before the first entry.
///
/// @param entryCount entries that are kept, those that a snapshot replaced not counted
/// @param commitIndex the last entry this member knows to be committed
/// @param lastApplied the last entry applied to the machine
public record LogStatus(long entryCount, long commitIndex, long lastApplied) {}
