package cwm.reasoner.plan;

import cwm.rdf.store.FactRows;
import java.util.Arrays;
import java.util.List;

/// Extends the one row that a plan begins with by what all workers have as new facts of one
/// predicate ([PlanRun#setShared]).
///
/// Slices of what each worker has come in turn: workers find facts in much the same order, so what
/// follows from these slices is near together too, and stays so from one superstep to the next.
///
/// @param subject an open place
/// @param object another one
record SharedStep(MatchStep.Place subject, MatchStep.Place object) implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    List<FactRows> shared = out.planRun().shared();
    int most = shared.stream().mapToInt(FactRows::count).max().orElse(0);
    int slices = (most + Batch.ROWS - 1) / Batch.ROWS;
    for (int slice = 0; slice < slices; slice++) {
      for (FactRows rows : shared) {
        pass(rows, place(rows, slice, slices), place(rows, slice + 1, slices), in, out);
      }
    }
  }

  private static int place(FactRows rows, int slice, int slices) {
    return (int) ((long) rows.count() * slice / slices);
  }

  private void pass(FactRows rows, int start, int end, Batch in, PlanRun.Output out) {
    rows.copyTo(out.columns()[subject.slot()], out.columns()[object.slot()], start, end - start);
    Arrays.fill(out.sources(), 0, end - start, 0);
    out.pass(in, end - start);
  }
}
