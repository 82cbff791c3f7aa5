package cwm.app;

import cwm.jena.sparql.SparqlException;
import java.time.Duration;

/// Refuses what the heap has no room for, before it is begun: who runs out of memory in the midst
/// of a change no longer knows what he has.
final class HeapRoom {
  /// What a fact takes while tables grow, its terms included, generously.
  private static final long FACT_BYTES = 200;

  /// What everything else may need in between.
  private static final long RESERVE_DIVISOR = 16;

  private static final long COLLECTED_NANOS = Duration.ofSeconds(5).toNanos();

  private final long maxBytes;
  private long collectedNanos = System.nanoTime() - COLLECTED_NANOS;

  HeapRoom() {
    this(Runtime.getRuntime().maxMemory());
  }

  /// @param maxBytes how large the heap may become
  HeapRoom(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Checks that there is room for facts. Costs next to nothing unless there is little; then
  /// garbage is collected first, but not time and again.
  ///
  /// @throws SparqlException `NO_ROOM`
  void requireFor(long factCount) {
    long needed = maxBytes / RESERVE_DIVISOR + factCount * FACT_BYTES;
    if (freeBytes() < needed) {
      collect();
      long free = freeBytes();
      if (free < needed) {
        throw new SparqlException(
            SparqlException.Kind.NO_ROOM,
            "there is no room for more facts: of %,d MiB of memory %,d MiB are free"
                .formatted(maxBytes >> 20, Math.max(0, free) >> 20));
      }
    }
  }

  private synchronized void collect() {
    if (System.nanoTime() - collectedNanos >= COLLECTED_NANOS) {
      System.gc();
      collectedNanos = System.nanoTime();
    }
  }

  private long freeBytes() {
    Runtime runtime = Runtime.getRuntime();
    return maxBytes - (runtime.totalMemory() - runtime.freeMemory());
  }
}
