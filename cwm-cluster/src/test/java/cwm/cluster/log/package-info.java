/// What every adapter of [ReplicatedLog] has to hold: [ReplicatedLogContract], in a [LogWorld].
@NullMarked
package cwm.cluster.log;

import org.jspecify.annotations.NullMarked;
