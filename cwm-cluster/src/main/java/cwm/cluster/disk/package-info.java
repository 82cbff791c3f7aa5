/// Files that must be on the disk for certain, or gone.
@NullMarked
package cwm.cluster.disk;

import org.jspecify.annotations.NullMarked;
