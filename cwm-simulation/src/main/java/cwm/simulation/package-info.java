/// Whole clusters in one thread and on virtual time: the same seed gives the same run.
///
/// Nodes are real, from [cwm.cluster.Cluster] down to the frames that [cwm.ipc] writes. The network
/// is [cwm.ipc.transport.SimulatedNetwork], and the log that they agree on [SimulatedLogs], whose
/// members talk without messages and misbehave by seed as far as Raft allows.
@NullMarked
package cwm.simulation;

import org.jspecify.annotations.NullMarked;
