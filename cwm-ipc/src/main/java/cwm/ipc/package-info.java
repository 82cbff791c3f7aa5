/// Nodes that talk: [Node] is the way in; sessions, handshake, heartbeats and statistics are here.
@NullMarked
package cwm.ipc;

import org.jspecify.annotations.NullMarked;
