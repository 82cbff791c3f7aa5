package cwm.app;

import cwm.jena.sparql.SparqlException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Refuses what the heap has no room for, before it is begun: who runs out of memory in the midst
/// of a change no longer knows what he has.
final class HeapRoom {
  /// What a fact takes while tables grow, its terms included, generously.
  private static final long FACT_BYTES = 200;

  /// What everything else may need in between.
  private static final long RESERVE_DIVISOR = 16;

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final long maxBytes;
  private final LongSupplier usedBytes;
  private final Runnable collection;
  private final long pauseNanos;

  // When garbage was last collected, and how much was free then; that of before the first time is
  // not asked for.
  private long collectedNanos;
  private long collectedFreeBytes;

  HeapRoom() {
    this(Runtime.getRuntime().maxMemory());
  }

  /// @param maxBytes how large the heap may become
  HeapRoom(long maxBytes) {
    this(maxBytes, HeapRoom::usedBytes, System::gc, PAUSE);
  }

  /// @param usedBytes how much of the heap is not free
  /// @param collection frees what is garbage of it
  /// @param pause between two collections, which hold up everything
  HeapRoom(long maxBytes, LongSupplier usedBytes, Runnable collection, Duration pause) {
    this.maxBytes = maxBytes;
    this.usedBytes = usedBytes;
    this.collection = collection;
    pauseNanos = pause.toNanos();
    collectedNanos = System.nanoTime() - pauseNanos;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// Checks that there is room for facts. Costs next to nothing unless there is little; then
  /// garbage is collected first, which may have to wait as it was collected a moment ago.
  ///
  /// @throws SparqlException `NO_ROOM`
  void requireFor(long factCount) {
    long needed = maxBytes / RESERVE_DIVISOR + factCount * FACT_BYTES;
    if (freeBytes() < needed) {
      long free = collected(needed);
      if (free < needed) {
        throw new SparqlException(
            SparqlException.Kind.NO_ROOM,
            "there is no room for more facts: of %,d MiB of memory %,d MiB are free"
                .formatted(maxBytes >> 20, Math.max(0, free) >> 20));
      }
    }
  }

  /// How much is free without garbage, as far as one needs to know.
  private synchronized long collected(long needed) {
    long left = pauseNanos - (System.nanoTime() - collectedNanos);
    if (left > 0) {
      if (collectedFreeBytes < needed) {
        return collectedFreeBytes; // there is hardly less by now that is no garbage
      }
      pause(left);
    }
    if (freeBytes() < needed) {
      collection.run();
      collectedNanos = System.nanoTime();
      collectedFreeBytes = freeBytes();
    }
    return freeBytes();
  }

  private static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SparqlException(SparqlException.Kind.TIMED_OUT, "the node ends");
    }
  }

  private long freeBytes() {
    return maxBytes - usedBytes.getAsLong();
  }
}
