package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import java.util.List;

/// Takes a list apart: passes on the rows whose list has as many members as the pattern and agrees
/// with it where it is bound.
///
/// @param source the slot that holds the list
/// @param items the pattern of each member; an open slot that stands twice must get one value
record ListStep(int source, List<MatchStep.Place> items) implements Step {
  ListStep {
    items = List.copyOf(items);
  }

  @Override
  public void run(Batch in, PlanRun.Output out) {
    TermDictionary dictionary = out.planRun().dictionary();
    for (int row = 0; row < in.rowCount; row++) {
      int list = in.columns[source][row];
      if (dictionary.kind(list) == TermKind.LIST && dictionary.listSize(list) == items.size()) {
        int[] members = dictionary.members(list);
        if (agrees(members, in, row)) {
          int added = out.append(in, row);
          for (int i = 0; i < members.length; i++) {
            if (items.get(i).isOpen()) {
              out.columns()[items.get(i).slot()][added] = members[i];
            }
          }
        }
      }
    }
  }

  private boolean agrees(int[] members, Batch in, int row) {
    for (int i = 0; i < members.length; i++) {
      int expected = items.get(i).value(in, row);
      for (int j = 0; j < i && expected == TermDictionary.NONE; j++) {
        if (items.get(j).isOpen() && items.get(j).slot() == items.get(i).slot()) {
          expected = members[j];
        }
      }
      if (expected != TermDictionary.NONE && expected != members[i]) {
        return false;
      }
    }
    return true;
  }
}
