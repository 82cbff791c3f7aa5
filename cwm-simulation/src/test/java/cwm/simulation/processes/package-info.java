/// Clusters of real processes, and everything that happens to processes: they are killed and
/// started again, cut off, out of disk, and given logs that are not what they wrote.
@NullMarked
package cwm.simulation.processes;

import org.jspecify.annotations.NullMarked;
