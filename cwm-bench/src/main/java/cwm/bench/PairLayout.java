package cwm.bench;

/// A way to keep the (subject, object) pairs of one predicate, for comparing layouts.
///
/// Pairs are added in rounds; what a round added is found after it has ended.
interface PairLayout {

  void add(int subject, int object);

  /// Ends the round.
  ///
  /// @return how many pairs it added that were not there before
  int endRound();

  /// The sum of the objects of a subject, which stands for visiting them.
  long sumBySubject(int subject);

  /// The sum of the subjects of an object.
  long sumByObject(int object);

  boolean contains(int subject, int object);
}
