/// Takes what the simulated nodes of this JVM log, so that a test can look at it.
@NullMarked
package cwm.simulation.capture;

import org.jspecify.annotations.NullMarked;
