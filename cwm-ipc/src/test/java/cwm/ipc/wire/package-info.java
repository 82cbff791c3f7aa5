/// Tests of the formats: round trips, golden files, hostile bytes.
@NullMarked
package cwm.ipc.wire;

import org.jspecify.annotations.NullMarked;
