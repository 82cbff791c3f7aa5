/// The messages that nodes exchange, as immutable records. How they become bytes is
/// [cwm.ipc.wire]'s business.
@NullMarked
package cwm.ipc.message;

import org.jspecify.annotations.NullMarked;
