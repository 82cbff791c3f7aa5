package cwm.reasoner.engine;

/// Takes the facts that rules conclude.
@FunctionalInterface
interface Conclusions {
  /// Takes a fact that a rule of `stratum` concludes, known or not.
  void conclude(int subject, int predicate, int object, int stratum);
}
