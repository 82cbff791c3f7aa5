package cwm.reasoner.engine;

import cwm.rdf.store.RowList;
import cwm.reasoner.plan.Plan;

/// Rows for one step of a plan at another worker, until they are sent.
final class OutgoingRows {
  private final ActiveRule rule;
  private final int body;
  private final int match;
  private final Plan plan;
  private final int step;
  private final int receiver;
  private RowList rows;

  OutgoingRows(ActiveRule rule, int body, int match, Plan plan, int step, int receiver) {
    this.rule = rule;
    this.body = body;
    this.match = match;
    this.plan = plan;
    this.step = step;
    this.receiver = receiver;
    rows = newRows();
  }

  private RowList newRows() {
    return new RowList(plan.kept().get(step - 1).length);
  }

  int receiver() {
    return receiver;
  }

  RowList rows() {
    return rows;
  }

  /// Hands the rows over and goes on with none.
  Parcel.Rows take() {
    RowList taken = rows;
    rows = newRows();
    return new Parcel.Rows(rule, body, match, plan, step, () -> taken);
  }
}
