/// The state machine that every node applies the cluster's committed log to: members, sessions,
/// locks and barriers. Pure and deterministic: no clock, no thread, no log; equal logs give equal
/// bytes. Who proposes commands, when, and who is told of what they cause is left to others.
@NullMarked
package cwm.cluster.state;

import org.jspecify.annotations.NullMarked;
