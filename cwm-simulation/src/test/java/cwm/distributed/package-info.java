/// What simulations look at within nodes that reason.
@NullMarked
package cwm.distributed;

import org.jspecify.annotations.NullMarked;
