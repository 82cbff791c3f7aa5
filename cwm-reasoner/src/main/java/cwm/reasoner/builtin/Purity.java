package cwm.reasoner.builtin;

/// When a builtin gives the same answer again.
public enum Purity {
  /// Always: the answer depends on the operands alone.
  PURE,
  /// Within one job: the clock and chance, fixed in the job's record.
  PER_JOB,
  /// Within one job: what documents say, which are read once, by one worker.
  DOCUMENT,
  /// It acts on the world, once, after the fixpoint.
  EFFECT
}
