@NullMarked
package cwm.cluster.state;

import org.jspecify.annotations.NullMarked;
