/// Ratis under the contract of logs, over each way to talk, and with damaged and full disks.
@NullMarked
package cwm.cluster.ratis;

import org.jspecify.annotations.NullMarked;
