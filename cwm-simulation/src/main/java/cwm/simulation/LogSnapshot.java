package cwm.simulation;

import cwm.ipc.message.Bytes;

/// What stands for the first entries of a log.
///
/// @param index the last entry it stands for
/// @param raftTerm that entry's term
/// @param configuration who took part then
record LogSnapshot(long index, long raftTerm, Configuration configuration, Bytes state) {}
