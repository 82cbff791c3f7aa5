package cwm.reasoner.builtin;

/// The computation behind a builtin predicate.
///
/// Stateless, or at least safe to call from several threads at once. Operands of a wrong type are
/// no error: the call just has no answer.
@FunctionalInterface
public interface Builtin {

  /// Finds the pairs of terms that are in the builtin's relation and agree with the operands.
  ///
  /// A pair that does not agree with what is bound may be answered all the same: the engine matches
  /// every answer with the patterns. So a function of its subject just answers (subject, result);
  /// only where equality is not that of terms (numbers by value) must it compare by itself and
  /// answer with the operand.
  void evaluate(Operands operands, Answers answers);
}
