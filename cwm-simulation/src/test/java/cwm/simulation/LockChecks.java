package cwm.simulation;

import cwm.cluster.LockHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Watches all locks, and a thing that each guards.
///
/// Since all clocks of a simulation are one, it can be stricter than any node: at no moment may two
/// nodes know that they hold the same lock, not even one that stands still and one that does not.
/// Tokens grow from grant to grant. And whoever knows that it holds a lock is never refused by what
/// the lock guards, which refuses whoever comes with a smaller token than somebody before.
final class LockChecks {
  private final SimulatedCluster cluster;
  private final Map<Key, Guarded> locks = new HashMap<>();
  private int grantCount;
  private int refusalCount;

  /// A lock's name means something in its cluster only.
  private record Key(String clusterId, String lock) {}

  private record Grant(SimulatedNode node, int life, LockHandle handle) {
    /// Whether it is one of a life that goes on.
    boolean isAlive() {
      return node.isUp() && node.lifeCount() == life;
    }

    @Override
    public String toString() {
      return "%s#%d with %s".formatted(node.id(), life, handle);
    }
  }

  private static final class Guarded {
    long grantedMax;
    long writtenMax;
    final List<Grant> held = new ArrayList<>();
  }

  LockChecks(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  /// How often a lock was granted.
  int grantCount() {
    return grantCount;
  }

  /// How often what is guarded refused somebody.
  int refusalCount() {
    return refusalCount;
  }

  void granted(String clusterId, SimulatedNode node, LockHandle handle) {
    grantCount++;
    var grant = new Grant(node, node.lifeCount(), handle);
    cluster.note(grant + " is granted");
    Guarded lock = guarded(clusterId, handle);
    if (handle.token() <= lock.grantedMax) {
      cluster.problem(grant + ", after token " + lock.grantedMax);
    }
    lock.grantedMax = Math.max(lock.grantedMax, handle.token());
    // A dead node's lock may go on at once, where it is certain that the node is dead.
    lock.held.removeIf(other -> !other.handle().isHeld() || !other.isAlive());
    for (Grant other : lock.held) {
      if (handle.isHeld()) {
        cluster.problem(grant + ", and so has " + other);
      }
    }
    lock.held.add(grant);
  }

  private Guarded guarded(String clusterId, LockHandle handle) {
    return locks.computeIfAbsent(new Key(clusterId, handle.name()), _ -> new Guarded());
  }

  /// A node changes what the lock guards, if that lets it.
  boolean writes(String clusterId, SimulatedNode node, LockHandle handle) {
    boolean isHeld = handle.isHeld();
    Guarded lock = guarded(clusterId, handle);
    if (handle.token() >= lock.writtenMax) {
      lock.writtenMax = handle.token();
      return true;
    }
    refusalCount++;
    if (isHeld) {
      cluster.problem(
          "%s is refused with %s, after token %d".formatted(node, handle, lock.writtenMax));
    }
    return false;
  }
}
