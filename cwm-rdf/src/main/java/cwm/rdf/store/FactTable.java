package cwm.rdf.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The facts of one predicate: rows of (subject, object) in the order they came, which is the order
/// of generations.
///
/// A generation is therefore a range of rows, and going back to one is cutting the end off. Rows
/// are found by (subject, object) through a hash table, by subject or by object through a
/// [RowIndex] that is built when it is first asked for: many predicates are never asked from one
/// side. A row costs 9 bytes, 7 to 13 in the hash table, and 4 plus the [IntMap] entry of its value
/// in each index.
///
/// Owned by one thread, like the [FactStore] it belongs to. Only the store changes it.
public final class FactTable {
  static final int ASSERTED = 0x01;
  static final int DERIVED = 0x02;
  static final int STRATUM_SHIFT = 2;

  private final int predicate;
  private int[] subjects = new int[4];
  private int[] objects = new int[4];
  private byte[] flags = new byte[4];
  private int rowCount;

  // Row + 1 by (subject, object), linear probing. Rows enter in order and leave in reverse order,
  // so a slot can be emptied without moving others: whoever probed past it has left before.
  private int[] slots = new int[8];

  private @Nullable RowIndex bySubject;
  private @Nullable RowIndex byObject;

  // For each generation that added rows: its number and its first row.
  private int[] generations = new int[2];
  private int[] generationRows = new int[2];
  private int generationCount;

  // Snapshots read rows below this in the arrays above, which must not be overwritten then.
  private int sharedRowCount;

  FactTable(int predicate) {
    this.predicate = predicate;
  }

  public int predicate() {
    return predicate;
  }

  /// How many rows there are; they are numbered from 0.
  public int rowCount() {
    return rowCount;
  }

  public int subject(int row) {
    return subjects[row];
  }

  public int object(int row) {
    return objects[row];
  }

  /// Whether the fact stands in an input.
  public boolean isAsserted(int row) {
    return (flags[row] & ASSERTED) != 0;
  }

  /// Whether a rule concluded the fact.
  public boolean isDerived(int row) {
    return (flags[row] & DERIVED) != 0;
  }

  /// The lowest stratum that concluded a derived fact.
  public int stratum(int row) {
    return (flags[row] & 0xff) >>> STRATUM_SHIFT;
  }

  /// The row of the fact, or -1.
  public int find(int subject, int object) {
    int mask = slots.length - 1;
    for (int i = slot(subject, object) & mask; ; i = (i + 1) & mask) {
      int row = slots[i] - 1;
      if (row < 0 || (subjects[row] == subject && objects[row] == object)) {
        return row;
      }
    }
  }

  /// The first row that [#find] looks at, or -1.
  int firstCandidate(int subject, int object) {
    return slots[slot(subject, object) & (slots.length - 1)] - 1;
  }

  /// Whether the row is that of the fact.
  boolean isAt(int row, int subject, int object) {
    return subjects[row] == subject && objects[row] == object;
  }

  /// The newest row with this subject, or -1; [#nextBySubject] gives older ones.
  public int firstBySubject(int subject) {
    return bySubject().first(subject);
  }

  /// The next older row with the subject that `row` has, or -1.
  public int nextBySubject(int row) {
    return bySubject().next(row);
  }

  /// The newest row with this object, or -1; [#nextByObject] gives older ones.
  public int firstByObject(int object) {
    return byObject().first(object);
  }

  /// The next older row with the object that `row` has, or -1.
  public int nextByObject(int row) {
    return byObject().next(row);
  }

  /// How many rows there were when `generation` ended: the first row of any later generation.
  public int rowCountAt(int generation) {
    if (generationCount == 0 || generations[generationCount - 1] <= generation) {
      return rowCount;
    }
    int at = Arrays.binarySearch(generations, 0, generationCount, generation + 1);
    return generationRows[at >= 0 ? at : -at - 1];
  }

  /// The generation in which the row came.
  public int generation(int row) {
    int at = Arrays.binarySearch(generationRows, 0, generationCount, row);
    return generations[at >= 0 ? at : -at - 2];
  }

  /// How many different subjects the rows have, exact if they are indexed, else guessed from a
  /// sample.
  public int subjectCount() {
    return bySubject != null ? bySubject.valueCount() : guessCount(subjects);
  }

  /// How many different objects the rows have, exact if they are indexed, else guessed from a
  /// sample.
  public int objectCount() {
    return byObject != null ? byObject.valueCount() : guessCount(objects);
  }

  // ---------------------------------------------------------------- changes, by the store only

  /// Adds the fact as a new row of `generation`; it must not be there.
  ///
  /// @return whether it is the generation's first row
  boolean append(int subject, int object, int rowFlags, int generation) {
    int row = rowCount;
    if (row == subjects.length) {
      int length = RowIndex.grownLength(row);
      subjects = Arrays.copyOf(subjects, length);
      objects = Arrays.copyOf(objects, length);
      flags = Arrays.copyOf(flags, length);
    }
    subjects[row] = subject;
    objects[row] = object;
    flags[row] = (byte) rowFlags;
    rowCount = row + 1;
    if (rowCount * 5L > slots.length * 3L) {
      growSlots();
    } else {
      enterSlot(row);
    }
    if (bySubject != null) {
      bySubject.add(subject, row);
    }
    if (byObject != null) {
      byObject.add(object, row);
    }
    if (generationCount == 0 || generations[generationCount - 1] != generation) {
      startGeneration(generation, row);
      return true;
    }
    return false;
  }

  int flags(int row) {
    return flags[row] & 0xff;
  }

  void setFlags(int row, int rowFlags) {
    flags[row] = (byte) rowFlags;
  }

  /// Drops the rows of all generations after `generation`.
  void truncate(int generation) {
    int keptCount = rowCountAt(generation);
    // Rows past a snapshot's count too: its readers pass over them in the chains of the indexes.
    if (keptCount < rowCount) {
      unshare();
    }
    for (int row = rowCount - 1; row >= keptCount; row--) {
      leaveSlot(row);
      if (bySubject != null) {
        bySubject.removeLast(subjects[row], row);
      }
      if (byObject != null) {
        byObject.removeLast(objects[row], row);
      }
    }
    rowCount = keptCount;
    while (generationCount > 0 && generations[generationCount - 1] > generation) {
      generationCount--;
    }
  }

  /// Drops the rows that carry neither flag and keeps the generations of the others. Θ(rows).
  void compact() {
    unshare();
    int kept = 0;
    int generationIndex = 0;
    int keptGenerations = 0;
    for (int row = 0; row < rowCount; row++) {
      while (generationIndex + 1 < generationCount && generationRows[generationIndex + 1] <= row) {
        generationIndex++;
      }
      if ((flags[row] & (ASSERTED | DERIVED)) == 0) {
        continue;
      }
      int generation = generations[generationIndex];
      if (keptGenerations == 0 || generations[keptGenerations - 1] != generation) {
        generations[keptGenerations] = generation;
        generationRows[keptGenerations++] = kept;
      }
      subjects[kept] = subjects[row];
      objects[kept] = objects[row];
      flags[kept++] = flags[row];
    }
    rowCount = kept;
    generationCount = keptGenerations;
    bySubject = null;
    byObject = null;
    rebuildSlots(slots.length);
  }

  /// A view of the rows there are now, which later changes do not reach.
  FactView view() {
    sharedRowCount = rowCount;
    return new FactView(predicate, subjects, objects, slots, rowCount, bySubject, byObject);
  }

  /// Leaves the arrays to the snapshots that read them and goes on with copies.
  private void unshare() {
    if (sharedRowCount > 0) {
      sharedRowCount = 0;
      subjects = subjects.clone();
      objects = objects.clone();
      slots = slots.clone();
      bySubject = null;
      byObject = null;
    }
  }

  private void startGeneration(int generation, int row) {
    if (generationCount == generations.length) {
      generations = Arrays.copyOf(generations, 2 * generationCount);
      generationRows = Arrays.copyOf(generationRows, 2 * generationCount);
    }
    generations[generationCount] = generation;
    generationRows[generationCount++] = row;
  }

  private RowIndex bySubject() {
    RowIndex index = bySubject;
    if (index == null) {
      index = new RowIndex(subjects, rowCount);
      bySubject = index;
    }
    return index;
  }

  private RowIndex byObject() {
    RowIndex index = byObject;
    if (index == null) {
      index = new RowIndex(objects, rowCount);
      byObject = index;
    }
    return index;
  }

  private void growSlots() {
    rebuildSlots(2 * slots.length);
  }

  private void rebuildSlots(int length) {
    slots = new int[length];
    for (int row = 0; row < rowCount; row++) {
      enterSlot(row);
    }
  }

  private void enterSlot(int row) {
    int mask = slots.length - 1;
    int i = slot(subjects[row], objects[row]) & mask;
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    slots[i] = row + 1;
  }

  private void leaveSlot(int row) {
    int mask = slots.length - 1;
    int i = slot(subjects[row], objects[row]) & mask;
    while (slots[i] != row + 1) {
      i = (i + 1) & mask;
    }
    slots[i] = 0;
  }

  static int slot(int subject, int object) {
    long h = (subject * 0x9e3779b97f4a7c15L) ^ (object * 0xc2b2ae3d27d4eb4fL);
    return (int) (h ^ (h >>> 29) ^ (h >>> 43));
  }

  private static final int SAMPLE_COUNT = 256;

  private int guessCount(int[] column) {
    if (rowCount <= SAMPLE_COUNT) {
      var seen = new IntMap(rowCount);
      for (int row = 0; row < rowCount; row++) {
        seen.put(column[row], 1);
      }
      return seen.size();
    }
    var seen = new IntMap(SAMPLE_COUNT);
    int step = rowCount / SAMPLE_COUNT;
    for (int i = 0; i < SAMPLE_COUNT; i++) {
      seen.put(column[i * step], 1);
    }
    // A sample of which nearly all differ comes from a column of many values; else what the sample
    // shows is nearly all there is.
    long scaled = (long) seen.size() * seen.size() / SAMPLE_COUNT * step;
    return (int) Math.max(seen.size(), Math.min(rowCount, scaled));
  }
}
