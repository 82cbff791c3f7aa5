package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;

/// Passes on the rows in which a slot holds anything but a variable (`log:bound`): what has no
/// value holds one.
record BoundStep(int slot) implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    TermDictionary dictionary = out.planRun().dictionary();
    for (int row = 0; row < in.rowCount; row++) {
      if (dictionary.kind(in.columns[slot][row]) != TermKind.VARIABLE) {
        out.append(in, row);
      }
    }
  }
}
