/// Locks and barriers between real processes that are killed, stopped and cut off: each process
/// writes down what it did and saw, and the checkers of [cwm.cluster.history] judge that.
@NullMarked
package cwm.simulation.locks;

import org.jspecify.annotations.NullMarked;
