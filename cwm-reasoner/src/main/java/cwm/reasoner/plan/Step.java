package cwm.reasoner.plan;

/// One step of a plan: takes rows, and passes on those that agree with it, with more slots bound.
interface Step {

  /// Extends each row of `in` in all ways there are.
  ///
  /// @param out takes the extended rows; it passes full batches on by itself
  void run(Batch in, PlanRun.Output out);
}
