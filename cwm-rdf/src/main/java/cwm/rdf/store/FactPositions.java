package cwm.rdf.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// In which order inputs stated facts.
///
/// Kept for documents of up to [#DOCUMENT_STATEMENT_MAX] statements: what is collected from them
/// comes in the order they were written in, whoever owns the facts. For larger ones the order is
/// not worth its memory, 33 to 66 bytes a fact.
///
/// One thread writes; any may read while none does.
public final class FactPositions {
  /// Statements of a document beyond which positions in it are not kept.
  public static final int DOCUMENT_STATEMENT_MAX = 1 << 16;

  /// A fact without a position comes behind all that have one.
  public static final int NONE = Integer.MAX_VALUE;

  private static final int CELL_INTS = 4;

  // Subject, predicate, object and position of each fact; a subject of 0 is a free cell, a position
  // of 0 a fact that has been taken out.
  private int[] cells = new int[CELL_INTS * 16];
  private int cellCount;
  private int last;

  private TripleList document = new TripleList();
  private boolean isLarge;

  /// Starts a document: the positions of what is added from now on come behind all before.
  public void startDocument() {
    document = new TripleList();
    isLarge = false;
  }

  /// Notes the document's next statement. A fact that has a position keeps it.
  public void add(int subject, int predicate, int object) {
    if (isLarge) {
      return;
    }
    int at = cellOf(cells, subject, predicate, object);
    if (cells[at + 3] != 0) {
      return;
    }
    if (document.size() == DOCUMENT_STATEMENT_MAX) {
      isLarge = true;
      document.forEach(this::remove);
      document = new TripleList();
      return;
    }
    document.accept(subject, predicate, object);
    put(at, subject, predicate, object);
  }

  /// Gives a fact that has no position the one behind all others, as if it were a document of its
  /// own.
  public void append(int subject, int predicate, int object) {
    int at = cellOf(cells, subject, predicate, object);
    if (cells[at + 3] == 0) {
      put(at, subject, predicate, object);
    }
  }

  /// Hands over the facts that have positions, in their order. Θ(n log n).
  public void forEach(TripleSink sink) {
    List<Integer> live = new ArrayList<>();
    for (int at = 0; at < cells.length; at += CELL_INTS) {
      if (cells[at + 3] != 0) {
        live.add(at);
      }
    }
    live.sort(Comparator.comparingInt(at -> cells[at + 3]));
    live.forEach(at -> sink.accept(cells[at], cells[at + 1], cells[at + 2]));
  }

  /// @param freeCell that of the fact
  private void put(int freeCell, int subject, int predicate, int object) {
    int at = freeCell;
    if (cells[at] == 0 && ++cellCount > cells.length / CELL_INTS / 2) {
      makeRoom();
      at = cellOf(cells, subject, predicate, object);
    }
    cells[at] = subject;
    cells[at + 1] = predicate;
    cells[at + 2] = object;
    cells[at + 3] = ++last;
  }

  /// Forgets the position of a fact that is stated no more.
  public void remove(int subject, int predicate, int object) {
    cells[cellOf(cells, subject, predicate, object) + 3] = 0;
  }

  /// The position of a fact, or [#NONE].
  public int get(int subject, int predicate, int object) {
    int position = cells[cellOf(cells, subject, predicate, object) + 3];
    return position == 0 ? NONE : position;
  }

  /// Lets go of facts that were taken out, and doubles the table where that is not enough.
  private void makeRoom() {
    int liveCount = 1;
    for (int at = 0; at < cells.length; at += CELL_INTS) {
      liveCount += cells[at + 3] != 0 ? 1 : 0;
    }
    boolean isCrowded = liveCount > cells.length / CELL_INTS / 4;
    int[] fresh = new int[isCrowded ? Math.multiplyExact(cells.length, 2) : cells.length];
    for (int at = 0; at < cells.length; at += CELL_INTS) {
      if (cells[at + 3] != 0) {
        int target = cellOf(fresh, cells[at], cells[at + 1], cells[at + 2]);
        System.arraycopy(cells, at, fresh, target, CELL_INTS);
      }
    }
    cells = fresh;
    cellCount = liveCount;
  }

  private static int cellOf(int[] cells, int subject, int predicate, int object) {
    int mask = cells.length / CELL_INTS - 1;
    int hash = ((31 * subject + predicate) * 31 + object) * 0x9e3779b9;
    for (int i = (hash ^ hash >>> 15) & mask; ; i = (i + 1) & mask) {
      int at = CELL_INTS * i;
      if (cells[at] == 0
          || (cells[at] == subject && cells[at + 1] == predicate && cells[at + 2] == object)) {
        return at;
      }
    }
  }
}
