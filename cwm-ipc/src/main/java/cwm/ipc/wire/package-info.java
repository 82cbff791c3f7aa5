/// Formats: how messages become bytes and bytes messages, link dictionaries included. Knows nothing
/// of connections.
@NullMarked
package cwm.ipc.wire;

import org.jspecify.annotations.NullMarked;
