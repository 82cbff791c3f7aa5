/// Rules over all nodes of a cluster: what their engines say to one another, as messages.
@NullMarked
package cwm.distributed;

import org.jspecify.annotations.NullMarked;
