package cwm.cluster;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A lock that this node holds, until it is released or its lease runs out.
///
/// A holder that was held up for longer than the lease (by its garbage collector, by its machine,
/// by a network that lost it) does not know at once that another has the lock. So whoever guards
/// something by a lock hands the [#token] along with each change, and what is guarded refuses a
/// token smaller than one it has seen (Kleppmann, "How to do distributed locking").
public interface LockHandle extends AutoCloseable {
  String name();

  /// The fencing token: larger than that of every earlier holder of this lock.
  long token();

  /// The node's session that the lock belongs to; [ClusterListener#sessionRenewed] tells how long
  /// that lasts.
  long session();

  /// Whether the lease is known to hold at this moment. Never true after another may have the lock,
  /// by this machine's clock; unless this node was out of reach and another was put in its place,
  /// or it was removed, which ends its leases early.
  boolean isHeld();

  /// Gives the lock back. Waits until that is committed, or the lease has run out; does nothing the
  /// second time.
  void release();

  /// Like [#release], without waiting.
  CompletableFuture<@Nullable Void> releaseAsync();

  /// The same as [#release].
  @Override
  default void close() {
    release();
  }
}
