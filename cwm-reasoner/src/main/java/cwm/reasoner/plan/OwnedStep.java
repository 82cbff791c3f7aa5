package cwm.reasoner.plan;

/// Passes on the rows whose fact this worker owns.
///
/// An instance of a rule that reads nothing but mirrors is found by every worker; this one counts.
record OwnedStep(MatchStep.Place subject, MatchStep.Place predicate, MatchStep.Place object)
    implements Step {

  @Override
  public void run(Batch in, PlanRun.Output out) {
    Courier courier = out.planRun().courier();
    for (int row = 0; row < in.rowCount; row++) {
      if (courier.owns(subject.known(in, row), predicate.known(in, row), object.known(in, row))) {
        out.append(in, row);
      }
    }
  }
}
