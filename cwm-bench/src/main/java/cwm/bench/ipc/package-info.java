/// How fast two nodes talk.
@NullMarked
package cwm.bench.ipc;

import org.jspecify.annotations.NullMarked;
