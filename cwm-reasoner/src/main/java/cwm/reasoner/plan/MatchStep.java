package cwm.reasoner.plan;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds the facts that agree with a pattern, through the index that the bound places allow.
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
  private final boolean oldestFirst;
  private final boolean subjectIsPredicate;
  private final boolean subjectIsObject;
  private final boolean predicateIsObject;

  /// @param isMirrored whether the facts are those of the mirror
  /// @param oldestFirst whether the facts for one row must be passed on in the order they came
  MatchStep(
      Place subject,
      Place predicate,
      Place object,
      RowRange range,
      boolean isMirrored,
      boolean oldestFirst) {
    this.subject = subject;
    this.predicate = predicate;
    this.object = object;
    this.range = range;
    this.isMirrored = isMirrored;
    this.oldestFirst = oldestFirst;
    subjectIsPredicate = isSameOpenSlot(subject, predicate);
    subjectIsObject = isSameOpenSlot(subject, object);
    predicateIsObject = isSameOpenSlot(predicate, object);
  }

  private static boolean isSameOpenSlot(Place a, Place b) {
    return a.isOpen() && a.slot() == b.slot();
  }

  @Override
  public void run(Batch in, PlanRun.Output out) {
    FactStore store = out.planRun().facts(isMirrored);
    RowRange.Window window = out.planRun().window(isMirrored);
    if (predicate.isOpen()) {
      List<FactTable> tables = store.tables();
      // By index: what takes the rows may add tables meanwhile, which hold no visible rows.
      int tableCount = tables.size();
      for (int i = 0; i < tableCount; i++) {
        FactTable table = tables.get(i);
        int start = range.start(table, window);
        int end = range.end(table, window);
        for (int row = 0; row < in.rowCount && start < end; row++) {
          matchRow(table, start, end, in, row, out);
        }
      }
      return;
    }
    int last = TermDictionary.NONE;
    @Nullable FactTable table = null;
    int start = 0;
    int end = 0;
    for (int row = 0; row < in.rowCount; row++) {
      int value = predicate.value(in, row);
      if (value != last) {
        last = value;
        table = store.table(value).orElse(null);
        start = table == null ? 0 : range.start(table, window);
        end = table == null ? 0 : range.end(table, window);
      }
      if (table != null && start < end) {
        matchRow(table, start, end, in, row, out);
      }
    }
  }

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
      matchBySubject(table, start, end, subjectId, in, row, out);
    } else if (objectId != TermDictionary.NONE) {
      matchByObject(table, start, end, objectId, in, row, out);
    } else {
      for (int found = start; found < end; found++) {
        if (!subjectIsObject || table.subject(found) == table.object(found)) {
          emit(table, found, in, row, out);
        }
      }
    }
  }

  // Chains descend: rows too new come first, and the first row too old ends the search.

  private void matchBySubject(
      FactTable table, int start, int end, int subjectId, Batch in, int row, PlanRun.Output out) {
    int found = table.firstBySubject(subjectId);
    while (found >= end) {
      found = table.nextBySubject(found);
    }
    if (oldestFirst) {
      var rows = IntStream.iterate(found, at -> at >= start, table::nextBySubject).sorted();
      rows.forEach(at -> emit(table, at, in, row, out));
      return;
    }
    for (; found >= start; found = table.nextBySubject(found)) {
      emit(table, found, in, row, out);
    }
  }

  private void matchByObject(
      FactTable table, int start, int end, int objectId, Batch in, int row, PlanRun.Output out) {
    int found = table.firstByObject(objectId);
    while (found >= end) {
      found = table.nextByObject(found);
    }
    if (oldestFirst) {
      var rows = IntStream.iterate(found, at -> at >= start, table::nextByObject).sorted();
      rows.forEach(at -> emit(table, at, in, row, out));
      return;
    }
    for (; found >= start; found = table.nextByObject(found)) {
      emit(table, found, in, row, out);
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
