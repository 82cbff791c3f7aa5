package cwm.reasoner.plan;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.RowIndex;
import cwm.rdf.store.TermDictionary;
import java.util.Arrays;
import java.util.List;

/// Finds the facts that agree with a pattern, through the index that the bound places allow.
///
/// Each way to search is a loop of its own that notes, for every row it passes on, which row of its
/// input that extends and what was found; the values that later steps need are copied afterwards,
/// column by column.
final class MatchStep implements Step {

  /// One place of the pattern.
  ///
  /// @param constant the term it must be, or [TermDictionary#NONE]
  /// @param slot the slot that holds or takes the term, or -1 for a constant
  /// @param bound whether the slot has a value before this step
  record Place(int constant, int slot, boolean bound) {

    int value(Batch in, int row) {
      if (slot < 0) {
        return constant;
      }
      return bound ? in.columns[slot][row] : TermDictionary.NONE;
    }

    /// The term once the pattern has been matched.
    int known(Batch in, int row) {
      return slot < 0 ? constant : in.columns[slot][row];
    }

    boolean isOpen() {
      return slot >= 0 && !bound;
    }
  }

  private final Place subject;
  private final Place predicate;
  private final Place object;
  private final RowRange range;
  private final boolean isMirrored;
  private final boolean subjectIsPredicate;
  private final boolean subjectIsObject;
  private final boolean predicateIsObject;
  private final boolean rowByRow;

  // Steps that run later and read what this one binds the predicate to.
  private List<MatchStep> guards = List.of();

  // The constants as columns, for batches that hold values of the other place.
  private final int[] subjectConstants;
  private final int[] objectConstants;

  /// @param isMirrored whether the facts are those of the mirror
  MatchStep(Place subject, Place predicate, Place object, RowRange range, boolean isMirrored) {
    this.subject = subject;
    this.predicate = predicate;
    this.object = object;
    this.range = range;
    this.isMirrored = isMirrored;
    subjectIsPredicate = isSameOpenSlot(subject, predicate);
    subjectIsObject = isSameOpenSlot(subject, object);
    predicateIsObject = isSameOpenSlot(predicate, object);
    rowByRow = subjectIsPredicate || subjectIsObject || predicateIsObject;
    boolean isTest = !subject.isOpen() && !object.isOpen();
    subjectConstants = constants(isTest, subject);
    objectConstants = constants(isTest, object);
  }

  private static boolean isSameOpenSlot(Place a, Place b) {
    return a.isOpen() && a.slot() == b.slot();
  }

  /// The slot that this step binds to the predicate, or -1.
  int openPredicate() {
    return predicate.isOpen() ? predicate.slot() : -1;
  }

  /// Names steps that run later and read what this one binds the predicate to: only facts whose
  /// predicate they may match are worth looking at.
  void setGuards(List<MatchStep> later) {
    guards = List.copyOf(later);
  }

  /// Whether the facts are those of the mirror.
  boolean isMirrored() {
    return isMirrored;
  }

  /// Whether the step has a constant predicate, and `slot` for subject or object.
  boolean isAbout(int slot) {
    return predicate.slot() < 0 && (subject.slot() == slot || object.slot() == slot);
  }

  /// Whether some fact may agree with the step when `slot`, for which [#isAbout] holds, has a
  /// value.
  private boolean mayMatch(int slot, int value, PlanRun planRun) {
    for (FactStore store : planRun.facts(isMirrored)) {
      FactTable table = store.table(predicate.constant()).orElse(null);
      if (table != null && mayMatch(table, slot, value, planRun)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayMatch(FactTable table, int slot, int value, PlanRun planRun) {
    int end = table.rowCountAt(planRun.window(isMirrored).last());
    return subject.slot() == slot
        ? table.bySubject(end).first(value) != 0
        : table.byObject(end).first(value) != 0;
  }

  private boolean isWorthwhile(int predicateId, PlanRun planRun) {
    for (MatchStep guard : guards) {
      if (!guard.mayMatch(predicate.slot(), predicateId, planRun)) {
        return false;
      }
    }
    return true;
  }

  private static int[] constants(boolean isTest, Place place) {
    int[] constants = new int[isTest && place.slot() < 0 ? Batch.ROWS : 0];
    Arrays.fill(constants, place.constant());
    return constants;
  }

  @Override
  public void run(Batch in, PlanRun.Output out) {
    List<FactStore> stores = out.planRun().facts(isMirrored);
    for (int i = 0; i < stores.size(); i++) {
      run(stores.get(i), in, out);
    }
  }

  private void run(FactStore store, Batch in, PlanRun.Output out) {
    if (predicate.isOpen()) {
      List<FactTable> tables = store.tables();
      // By index: what takes the rows may add tables meanwhile, which hold no visible rows.
      int tableCount = tables.size();
      for (int i = 0; i < tableCount; i++) {
        FactTable table = tables.get(i);
        if (isWorthwhile(table.predicate(), out.planRun())) {
          matchRows(table, in, 0, in.rowCount, out);
        }
      }
      return;
    }
    for (int from = 0, to; from < in.rowCount; from = to) {
      int value = predicate.value(in, from);
      to = predicate.slot() < 0 ? in.rowCount : endOfEqual(in.columns[predicate.slot()], from, in);
      FactTable table = store.table(value).orElse(null);
      if (table != null) {
        matchRows(table, in, from, to, out);
      }
    }
  }

  private static int endOfEqual(int[] column, int from, Batch in) {
    int to = from + 1;
    while (to < in.rowCount && column[to] == column[from]) {
      to++;
    }
    return to;
  }

  /// Matches rows `[from, to)` of a batch with the facts of one table.
  private void matchRows(FactTable table, Batch in, int from, int to, PlanRun.Output out) {
    RowRange.Window window = out.planRun().window(isMirrored);
    int start = range.start(table, window);
    int end = range.end(table, window);
    if (start >= end) {
      return;
    }
    if (rowByRow) {
      for (int row = from; row < to; row++) {
        matchRow(table, start, end, in, row, out);
      }
    } else if (!subject.isOpen() && !object.isOpen()) {
      test(table, start, end, in, from, to, out);
    } else if (!subject.isOpen()) {
      RowIndex index = table.bySubject(table.rowCountAt(window.last()));
      join(index, start, end, subject, in, from, to, object, true, table, out);
    } else if (!object.isOpen()) {
      RowIndex index = table.byObject(table.rowCountAt(window.last()));
      join(index, start, end, object, in, from, to, subject, false, table, out);
    } else {
      for (int row = from; row < to; row++) {
        scan(table, start, end, in, row, out);
      }
    }
  }

  /// Passes on the rows whose subject and object are a fact.
  private void test(
      FactTable table, int start, int end, Batch in, int from, int to, PlanRun.Output out) {
    int[] subjects = subject.slot() < 0 ? subjectConstants : in.columns[subject.slot()];
    int[] objects = object.slot() < 0 ? objectConstants : in.columns[object.slot()];
    int count =
        table.select(subjects, objects, from, to, start, end, out.sources(), out.planRun().pairs());
    pass(table, in, count, out);
  }

  /// Extends rows by the facts that have their value in the place `known`.
  ///
  /// @param found the place that takes the other value of these facts
  /// @param isObject whether that is the object
  private void join(
      RowIndex index,
      int start,
      int end,
      Place known,
      Batch in,
      int from,
      int to,
      Place found,
      boolean isObject,
      FactTable table,
      PlanRun.Output out) {
    int[] sources = out.sources();
    int[] values = out.columns()[found.slot()];
    int[] runOthers = index.runOthers();
    // All first: the cache misses overlap then.
    int[] links = out.links();
    if (known.slot() < 0) {
      Arrays.fill(links, from, to, index.first(known.constant()));
    } else {
      index.firstOfAll(in.columns[known.slot()], from, to, links);
    }
    int count = 0;
    for (int row = from; row < to; row++) {
      int link = links[row];
      for (; link > start; link = index.next(link)) {
        if (link <= end) {
          if (count == Batch.ROWS) {
            pass(table, in, count, out);
            count = 0;
          }
          sources[count] = row;
          values[count++] = isObject ? table.object(link - 1) : table.subject(link - 1);
        }
      }
      if (link < 0) {
        int runEnd = index.runEnd(link, end);
        for (int at = index.runStart(link, start); at < runEnd; ) {
          if (count == Batch.ROWS) {
            pass(table, in, count, out);
            count = 0;
          }
          int chunkEnd = Math.min(runEnd, at + Batch.ROWS - count);
          while (at < chunkEnd) {
            sources[count] = row;
            values[count++] = runOthers[at++];
          }
        }
      }
    }
    pass(table, in, count, out);
  }

  /// Extends a row by all facts.
  private void scan(FactTable table, int start, int end, Batch in, int row, PlanRun.Output out) {
    int[] subjects = out.columns()[subject.slot()];
    int[] objects = out.columns()[object.slot()];
    for (int at = start; at < end; ) {
      int count = Math.min(Batch.ROWS, end - at);
      Arrays.fill(out.sources(), 0, count, row);
      for (int i = 0; i < count; i++, at++) {
        subjects[i] = table.subject(at);
        objects[i] = table.object(at);
      }
      pass(table, in, count, out);
    }
  }

  private void pass(FactTable table, Batch in, int count, PlanRun.Output out) {
    if (predicate.isOpen()) {
      Arrays.fill(out.columns()[predicate.slot()], 0, count, table.predicate());
    }
    out.pass(in, count);
  }

  /// Extends one row by the facts that agree with it.
  private void matchRow(
      FactTable table, int start, int end, Batch in, int row, PlanRun.Output out) {
    int subjectId = subjectIsPredicate ? table.predicate() : subject.value(in, row);
    int objectId = predicateIsObject ? table.predicate() : object.value(in, row);
    if (subjectId != TermDictionary.NONE && objectId != TermDictionary.NONE) {
      int found = table.find(subjectId, objectId);
      if (found >= start && found < end) {
        emit(table, found, in, row, out);
      }
    } else if (subjectId != TermDictionary.NONE) {
      for (int found : table.bySubject(end).rows(subjectId, start, end)) {
        emit(table, found, in, row, out);
      }
    } else if (objectId != TermDictionary.NONE) {
      for (int found : table.byObject(end).rows(objectId, start, end)) {
        emit(table, found, in, row, out);
      }
    } else {
      for (int found = start; found < end; found++) {
        if (!subjectIsObject || table.subject(found) == table.object(found)) {
          emit(table, found, in, row, out);
        }
      }
    }
  }

  private void emit(FactTable table, int found, Batch in, int row, PlanRun.Output out) {
    int added = out.append(in, row);
    int[][] columns = out.columns();
    if (predicate.isOpen()) {
      columns[predicate.slot()][added] = table.predicate();
    }
    if (subject.isOpen()) {
      columns[subject.slot()][added] = table.subject(found);
    }
    if (object.isOpen()) {
      columns[object.slot()][added] = table.object(found);
    }
  }
}
