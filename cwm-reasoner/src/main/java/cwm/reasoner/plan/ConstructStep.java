package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.rule.Pattern;

/// Puts the term that a fully bound pattern is into a slot; rows for which no such term exists have
/// no fact to match and end here.
///
/// @param travels whether rows look for their facts elsewhere too: on another machine there may be
///   a fact about a term that this one's dictionary does not hold
record ConstructStep(Pattern pattern, int target, boolean travels) implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    TermDictionary dictionary = out.planRun().dictionary();
    boolean mayBeNew = travels && out.planRun().courier().hasOtherDictionaries();
    for (int row = 0; row < in.rowCount; row++) {
      int id =
          mayBeNew
              ? Instantiation.intern(pattern, in.columns, row, dictionary)
              : Instantiation.find(pattern, in.columns, row, dictionary);
      if (id != TermDictionary.NONE) {
        out.columns()[target][out.append(in, row)] = id;
      }
    }
  }
}
