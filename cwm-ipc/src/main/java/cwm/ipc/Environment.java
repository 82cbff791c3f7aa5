package cwm.ipc;

import cwm.ipc.transport.Transport;
import cwm.rdf.store.TermDictionary;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What a node runs on, so that a simulation can be its world.
///
/// @param transport belongs to the node from now on
/// @param dictionary whose ids triples have in messages received
/// @param handlers runs what may block, each task on a thread of its own, or, in a simulation, each
///   as an event of its own; never within the call that hands it over
/// @param random for ids, nonces and jitter; a secure one unless in a simulation
public record Environment(
    Transport transport, TermDictionary dictionary, Executor handlers, RandomGenerator random) {}
