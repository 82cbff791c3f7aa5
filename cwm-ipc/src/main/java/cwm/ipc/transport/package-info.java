/// Links that carry frames of bytes between two nodes, one implementation per transport. Knows
/// nothing of messages.
@NullMarked
package cwm.ipc.transport;

import org.jspecify.annotations.NullMarked;
