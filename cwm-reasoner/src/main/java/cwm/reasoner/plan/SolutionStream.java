package cwm.reasoner.plan;

import cwm.rdf.store.RowList;
import cwm.reasoner.BudgetExhaustedException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Pulls the solutions of a plan, which pushes them ([PlanRun]), one after the other and in bounded
/// space.
///
/// The first [#AT_ONCE_MAX] are found when the first is asked for, which is all there is to most
/// searches. If there are more and somebody asks for them, the search is made once more on a thread
/// of its own, without those, and waits whenever it is [#CHUNKS_AHEAD] chunks ahead.
///
/// Owned by one thread.
public final class SolutionStream implements AutoCloseable {
  static final int AT_ONCE_MAX = 2_048;
  private static final int CHUNK_ROWS = 2_048;
  private static final int CHUNKS_AHEAD = 4;

  /// Makes the search, the same each time.
  @FunctionalInterface
  interface Search {
    /// Hands all solutions over.
    ///
    /// @param isClosed whether nobody wants more
    void run(PlanRun.RowTaker taker, BooleanSupplier isClosed);
  }

  /// Ends a search that has found enough.
  private static final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EnoughException() {
      super("enough", null, false, false);
    }
  }

  /// What comes from the search's own thread: rows, or with its last rows how it has ended.
  private record Chunk(RowList rows, boolean isLast, @Nullable Throwable failure) {}

  private final Search search;
  private final int[] slots;
  private Chunk chunk;
  private int row = -1;

  // From the search's own thread, once it has one.
  private @Nullable BlockingQueue<Chunk> chunks;

  private volatile boolean isClosed;

  /// @param slots the slots whose values a solution has
  SolutionStream(Search search, int[] slots) {
    this.search = search;
    this.slots = slots.clone();
    chunk = findFirst();
  }

  private Chunk findFirst() {
    var rows = new RowList(slots.length);
    try {
      search.run(
          (columns, count) -> {
            for (int i = 0; i < count; i++) {
              if (rows.count() == AT_ONCE_MAX) {
                throw new EnoughException();
              }
              rows.add(columns, i, slots);
            }
          },
          () -> false);
    } catch (EnoughException _) {
      return new Chunk(rows, false, null);
    }
    return new Chunk(rows, true, null);
  }

  /// Goes to the next solution.
  ///
  /// @return whether there is one
  /// @throws BudgetExhaustedException if the search was ended
  public boolean next() {
    row++;
    while (row >= chunk.rows().count()) {
      if (chunk.failure() != null) {
        throw failure(chunk.failure());
      }
      if (chunk.isLast()) {
        return false;
      }
      chunk = await();
      row = 0;
    }
    return true;
  }

  private static RuntimeException failure(Throwable thrown) {
    return thrown instanceof BudgetExhaustedException
        ? new BudgetExhaustedException(String.valueOf(thrown.getMessage()))
        : new IllegalStateException("the search has failed: " + thrown, thrown);
  }

  /// What the solution has in one of the slots that were asked for, by its place among them.
  public int value(int place) {
    return chunk.rows().value(row, place);
  }

  private Chunk await() {
    BlockingQueue<Chunk> found = chunks;
    if (found == null) {
      BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
      int known = chunk.rows().count();
      Thread.ofVirtual().name("search").start(() -> findOthers(known, queue));
      found = queue;
      chunks = queue;
    }
    try {
      return found.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new BudgetExhaustedException("the search was interrupted");
    }
  }

  /// Finds all solutions but the first, and hands them over.
  private void findOthers(int known, BlockingQueue<Chunk> queue) {
    var taking =
        new PlanRun.RowTaker() {
          private RowList rows = new RowList(slots.length);
          private int toSkip = known;

          @Override
          public void take(int[][] columns, int count) {
            if (isClosed) {
              throw new EnoughException();
            }
            int skipped = Math.min(toSkip, count);
            toSkip -= skipped;
            for (int i = skipped; i < count; i++) {
              rows.add(columns, i, slots);
              if (rows.count() == CHUNK_ROWS) {
                handOver(new Chunk(rows, false, null), queue);
                rows = new RowList(slots.length);
              }
            }
          }
        };
    Throwable failure = null;
    try {
      search.run(taking, () -> isClosed);
    } catch (RuntimeException | Error e) {
      failure = e; // for whoever takes the rows
    }
    handOver(new Chunk(taking.rows, true, failure), queue);
  }

  private void handOver(Chunk next, BlockingQueue<Chunk> queue) {
    try {
      if (!isClosed) {
        queue.put(next);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a search", e);
    }
  }

  /// Ends the search; its thread, if it has one, notices soon.
  @Override
  public void close() {
    isClosed = true;
    if (chunks != null) {
      chunks.clear();
    }
  }
}
