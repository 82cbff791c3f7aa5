package cwm.reasoner.plan;

import cwm.rdf.store.FactPositions;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.builtin.TermOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// As [MatchStep], row by row, with the facts for each in an order that everybody agrees on: as
/// inputs stated them ([FactPositions]), behind these by their terms.
record OrderedMatchStep(
    MatchStep.Place subject,
    MatchStep.Place predicate,
    MatchStep.Place object,
    RowRange range,
    boolean isMirrored)
    implements Step {

  private record Fact(int subject, int predicate, int object, int position) {}

  @Override
  public void run(Batch in, PlanRun.Output out) {
    Comparator<Fact> order = order(out.planRun().dictionary());
    for (int row = 0; row < in.rowCount; row++) {
      List<Fact> facts = facts(in, row, out.planRun());
      facts.sort(order);
      for (Fact fact : facts) {
        int added = out.append(in, row);
        put(subject, fact.subject(), added, out);
        put(predicate, fact.predicate(), added, out);
        put(object, fact.object(), added, out);
      }
    }
  }

  private static void put(MatchStep.Place place, int value, int row, PlanRun.Output out) {
    if (place.isOpen()) {
      out.columns()[place.slot()][row] = value;
    }
  }

  private static Comparator<Fact> order(TermDictionary dictionary) {
    var terms = new TermOrder(dictionary);
    return Comparator.comparingInt(Fact::position)
        .thenComparing(Fact::subject, terms)
        .thenComparing(Fact::predicate, terms)
        .thenComparing(Fact::object, terms);
  }

  private List<Fact> facts(Batch in, int row, PlanRun planRun) {
    List<Fact> facts = new ArrayList<>();
    for (FactStore store : planRun.facts(isMirrored)) {
      if (predicate.isOpen()) {
        store.tables().forEach(table -> collect(table, in, row, planRun, facts));
      } else {
        store
            .table(predicate.value(in, row))
            .ifPresent(table -> collect(table, in, row, planRun, facts));
      }
    }
    return facts;
  }

  private void collect(FactTable table, Batch in, int row, PlanRun planRun, List<Fact> facts) {
    RowRange.Window window = planRun.window(isMirrored);
    int start = range.start(table, window);
    int end = range.end(table, window);
    for (int found : rows(table, subject.value(in, row), object.value(in, row), start, end)) {
      int s = table.subject(found);
      int p = table.predicate();
      int o = table.object(found);
      if (agree(subject, s, predicate, p)
          && agree(subject, s, object, o)
          && agree(predicate, p, object, o)) {
        facts.add(new Fact(s, p, o, planRun.positions().get(s, p, o)));
      }
    }
  }

  private static int[] rows(FactTable table, int subjectId, int objectId, int start, int end) {
    if (start >= end) {
      return new int[0];
    }
    if (subjectId != TermDictionary.NONE && objectId != TermDictionary.NONE) {
      int found = table.find(subjectId, objectId);
      return found >= start && found < end ? new int[] {found} : new int[0];
    }
    if (subjectId != TermDictionary.NONE) {
      return table.bySubject(end).rows(subjectId, start, end);
    }
    if (objectId != TermDictionary.NONE) {
      return table.byObject(end).rows(objectId, start, end);
    }
    int[] rows = new int[end - start];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = start + i;
    }
    return rows;
  }

  /// Whether two places, if they are one open slot, have one value.
  private static boolean agree(MatchStep.Place a, int valueA, MatchStep.Place b, int valueB) {
    return !a.isOpen() || a.slot() != b.slot() || valueA == valueB;
  }
}
