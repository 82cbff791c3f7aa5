package cwm.ipc.message;

/// A superstep of rules, for who keeps what it has derived.
///
/// @param set the set whose facts are meant
/// @param history the id of the run of rules in which nothing was derived before
/// @param base the id of the last run that was over, as of which inputs state facts
/// @param baseSuperstep its last superstep; 0 for none
/// @param job the id of the run in which it is sent
/// @param runBy the id of the run that did it
/// @param runBefore the id of the run that did the superstep before it; 0 for the first
/// @param superstep its number in the history, from 1
/// @param stratum which stratum it ran; at the end of a run, how many there were
/// @param end whether it is the end of the run
/// @param factCount facts of the set that are new in it
public record DerivedStep(
    long set,
    long history,
    long base,
    int baseSuperstep,
    long job,
    long runBy,
    long runBefore,
    int superstep,
    int stratum,
    boolean end,
    long factCount) {}
