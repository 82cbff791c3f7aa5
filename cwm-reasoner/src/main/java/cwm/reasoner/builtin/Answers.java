package cwm.reasoner.builtin;

/// Takes the answers of one call of a builtin, any number of them.
@FunctionalInterface
public interface Answers {

  /// The pair (subject, object) is in the relation.
  void answer(int subject, int object);
}
