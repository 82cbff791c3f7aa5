package cwm.reasoner.plan;

import cwm.reasoner.partition.Partitioner;

/// Sends each row to where the facts may be that the next step matches: it goes on here, elsewhere,
/// or, where several workers may have some, on all of them.
record RouteStep(MatchStep.Place subject, MatchStep.Place predicate, MatchStep.Place object)
    implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    Courier courier = out.planRun().courier();
    int here = courier.here();
    for (int row = 0; row < in.rowCount; row++) {
      int worker =
          courier.workerOf(subject.value(in, row), predicate.value(in, row), object.value(in, row));
      if (worker == here || worker == Partitioner.ANY) {
        out.append(in, row);
      }
      if (worker != here) {
        out.send(worker, in, row);
      }
    }
  }
}
