/// Tests of the test hosts: small programs on them, then real nodes.
@NullMarked
package cwm.simulation.hosts;

import org.jspecify.annotations.NullMarked;
