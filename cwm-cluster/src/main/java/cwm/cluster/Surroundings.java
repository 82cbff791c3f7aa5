package cwm.cluster;

import cwm.cluster.log.LogHost;
import java.util.random.RandomGenerator;

/// What a cluster's node keeps its part in, so that a simulation can be its world. Clock and
/// threads come from its [cwm.ipc.Node].
///
/// @param logs belongs to the node from now on
/// @param identities where the node remembers who it is
/// @param random for ids and jitter; a secure one unless in a simulation
public record Surroundings(LogHost logs, IdentityStore identities, RandomGenerator random) {}
