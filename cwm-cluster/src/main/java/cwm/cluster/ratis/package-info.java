/// The log between real processes, by Apache Ratis, which talks over [cwm.ipc.Node] like everything
/// else. [RatisLogHost] is all that the layers above see; how Raft works is Ratis' affair, and what
/// Ratis leaves open is decided here: how calls travel, what a read has to wait for, when a leader
/// gives up, what happens when the disk is full or holds something else than was written.
@NullMarked
package cwm.cluster.ratis;

import org.jspecify.annotations.NullMarked;
