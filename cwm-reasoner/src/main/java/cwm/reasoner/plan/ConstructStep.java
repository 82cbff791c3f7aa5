package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Pattern;

/// Puts the term that a fully bound pattern is into a slot; rows for which no such term exists have
/// no fact to match and end here.
record ConstructStep(Pattern pattern, int target) implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    TermDictionary dictionary = out.planRun().dictionary();
    for (int row = 0; row < in.rowCount; row++) {
      int id = Instantiation.find(pattern, in.columns, row, dictionary);
      if (id != TermDictionary.NONE) {
        out.columns()[target][out.append(in, row)] = id;
      }
    }
  }
}
