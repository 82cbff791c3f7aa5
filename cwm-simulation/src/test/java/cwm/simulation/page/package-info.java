/// The page of a node in a real browser, as people see it.
@NullMarked
package cwm.simulation.page;

import org.jspecify.annotations.NullMarked;
