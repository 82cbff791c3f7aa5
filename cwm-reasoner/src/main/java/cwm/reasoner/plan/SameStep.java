package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;

/// Passes on the rows in which a slot holds the term that a place wants, or puts it there.
record SameStep(int source, MatchStep.Place place) implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    for (int row = 0; row < in.rowCount; row++) {
      int expected = place.value(in, row);
      int id = in.columns[source][row];
      if (expected == TermDictionary.NONE || expected == id) {
        int added = out.append(in, row);
        if (place.isOpen()) {
          out.columns()[place.slot()][added] = id;
        }
      }
    }
  }
}
