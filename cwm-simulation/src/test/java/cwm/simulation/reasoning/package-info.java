/// Rules over simulated clusters: whatever nodes do, and in whatever order, the closure is that of
/// one.
@NullMarked
package cwm.simulation.reasoning;

import org.jspecify.annotations.NullMarked;
